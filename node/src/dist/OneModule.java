import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleMainClassAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * All jars as one module, which can become part of a Java runtime: then a start opens no jar, looks
 * for services in no jar, and finds all its classes in the class data.
 *
 * <p>Class files of before Java 6 (those of picocli) are written anew with the stack maps of today,
 * since class data leaves out older ones. What each jar says of its licence is kept apart.
 */
final class OneModule {
    static final String NAME = "quietdrop";

    private static final String SERVICES = "META-INF/services/";
    private static final int OLDEST = ClassFile.JAVA_6_VERSION;
    private static final int NEW = ClassFile.JAVA_8_VERSION;

    /** For other tools and other systems. */
    private static final List<String> LEFT_OUT =
            List.of("META-INF/maven/", "META-INF/native-image/", "META-INF/proguard/", "OSGI-INF/");

    private static final List<String> NOT_HERE =
            List.of(".dll", ".dylib", ".jnilib", ".SF", ".RSA", ".DSA", ".EC", "module-info.class");

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Set<String>> services = new TreeMap<>();
    private final Path licences;
    private int renewed;

    /**
     * @param licences a folder for them, one in it for each jar
     */
    OneModule(Path licences) {
        this.licences = licences;
    }

    /** Takes in what this jar has for the Java that runs us. */
    void add(Path file) throws IOException {
        try (JarFile jar =
                new JarFile(file.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
            for (JarEntry entry : jar.versionedStream().toList()) {
                if (entry.isDirectory()) continue;
                try (InputStream in = jar.getInputStream(entry)) {
                    take(file, entry.getName(), in.readAllBytes());
                }
            }
        }
    }

    private void take(Path jar, String name, byte[] content) throws IOException {
        if (licence(name)) {
            Path folder = Files.createDirectories(licences.resolve(jar.getFileName().toString()));
            Files.write(folder.resolve(new File(name).getName()), content);
        } else if (name.startsWith(SERVICES)) {
            Set<String> providers =
                    services.computeIfAbsent(
                            name.substring(SERVICES.length()), _ -> new TreeSet<>());
            for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
                String provider = line.replaceFirst("#.*", "").strip();
                if (!provider.isEmpty()) providers.add(provider);
            }
        } else if (LEFT_OUT.stream().noneMatch(name::startsWith)
                && NOT_HERE.stream().noneMatch(name::endsWith)
                && !name.equals(JarFile.MANIFEST_NAME)) {
            byte[] before = files.putIfAbsent(name, content);
            if (before != null && name.endsWith(".class")) {
                throw new IllegalStateException(name + " is in two jars, one is " + jar);
            }
        }
    }

    private static boolean licence(String name) {
        String word = new File(name).getName().toUpperCase();
        return !name.endsWith(".class")
                && (word.startsWith("LICENSE")
                        || word.startsWith("NOTICE")
                        || word.startsWith("COPYING")
                        || word.startsWith("ABOUT."));
    }

    /**
     * Writes the module, which needs these others.
     *
     * @return how many class files were written anew
     */
    int write(Path jar, String mainClass, List<String> needed) throws IOException {
        ClassFile writer =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(this::bytes)
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
        files.replaceAll(
                (name, content) -> name.endsWith(".class") ? renew(writer, content) : content);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            entry(zip, "module-info.class", description(writer, mainClass, needed));
            for (Map.Entry<String, byte[]> one : files.entrySet()) {
                entry(zip, one.getKey(), one.getValue());
            }
        }
        return renewed;
    }

    private InputStream bytes(ClassDesc type) {
        String name = type.descriptorString();
        byte[] content = files.get(name.substring(1, name.length() - 1) + ".class");
        return content == null ? null : new ByteArrayInputStream(content);
    }

    private byte[] renew(ClassFile writer, byte[] content) {
        ClassModel old = writer.parse(content);
        if (old.majorVersion() >= OLDEST) return content;
        renewed++;
        ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return writer.transformClass(
                old,
                code.andThen((made, part) -> {
                    if (part instanceof ClassFileVersion) made.withVersion(NEW, 0);
                    else made.with(part);
                }));
    }

    /** Open, as records are read by reflection; nobody else is there to be kept out. */
    private byte[] description(ClassFile writer, String mainClass, List<String> needed) {
        ModuleAttribute module =
                ModuleAttribute.of(
                        ModuleDesc.of(NAME),
                        builder -> {
                            builder.moduleFlags(AccessFlag.OPEN);
                            for (String one : needed) {
                                boolean base = one.equals("java.base");
                                List<AccessFlag> flags =
                                        base ? List.of(AccessFlag.MANDATED) : List.of();
                                builder.requires(ModuleDesc.of(one), flags, null);
                            }
                            services.forEach((service, providers) -> {
                                if (!ours(service)) return;
                                builder.uses(ClassDesc.of(service));
                                List<ClassDesc> there =
                                        providers.stream()
                                                .filter(this::ours)
                                                .map(ClassDesc::of)
                                                .toList();
                                if (there.isEmpty()) return;
                                builder.provides(
                                        ClassDesc.of(service), there.toArray(ClassDesc[]::new));
                            });
                            for (String service : ASKED_FOR) builder.uses(ClassDesc.of(service));
                        });
        return writer.buildModule(
                module, made -> made.with(ModuleMainClassAttribute.of(ClassDesc.of(mainClass))));
    }

    /** Services that libraries look for, and nobody provides. */
    private static final List<String> ASKED_FOR =
            List.of(
                    "io.netty.bootstrap.ChannelInitializerExtension",
                    "org.jline.terminal.impl.TerminalGraphics");

    private boolean ours(String type) {
        return files.containsKey(type.replace('.', '/') + ".class");
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
