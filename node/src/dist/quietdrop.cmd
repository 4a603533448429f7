@echo off
rem QuietDrop on Windows. Untested; see WINDOWS.txt.
setlocal
set "QD=%~dp0app"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "FLAGS=-XX:+UseSerialGC -Xlog:disable -XX:-UsePerfData --sun-misc-unsafe-memory-access=deny"
set "FLAGS=%FLAGS% -XX:+DisableAttachMechanism -XX:-HeapDumpOnOutOfMemoryError -XX:-CreateCoredumpOnCrash"
set "JAVA_TOOL_OPTIONS="
set "JDK_JAVA_OPTIONS="
set "_JAVA_OPTIONS="
if "%1"=="daemon" (
  "%JAVA%" %FLAGS% -Xms16m -Xmx256m -XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError -Dio.netty.noUnsafe=true -jar "%QD%\quietdrop.jar" %*
) else (
  "%JAVA%" %FLAGS% -Xmx128m -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5 -jar "%QD%\quietdrop.jar" %*
)
exit /b %ERRORLEVEL%
