package org.quietdrop.node.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** COMMANDS.md as a test reads it: which objects a command prints, and what is in them. */
public final class CommandsDocument {
    private static final Pattern NAME = Pattern.compile("\\[[a-z]+]\\(#([a-z]+)\\)");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z");
    private static final List<String> COLUMNS = List.of("field", "type", "when", "meaning");

    /** A field: dots lead into objects, {@code []} into lists. */
    record Field(String path, String type, boolean always) {
        /** What is wrong with a value; empty: nothing. */
        Optional<String> wrong(JsonElement value) {
            boolean fits =
                    switch (type) {
                        case "text" -> isText(value);
                        case "id" -> text(value).matches("[0-9a-f]+");
                        case "time" -> TIME.matcher(text(value)).matches();
                        case "number" ->
                                value instanceof JsonPrimitive p
                                        && p.isNumber()
                                        && p.getAsString().matches("\\d+");
                        case "truth" -> value instanceof JsonPrimitive p && p.isBoolean();
                        case "text[]" ->
                                value instanceof JsonArray a
                                        && a.asList().stream().allMatch(Field::isText);
                        default -> Arrays.asList(type.split(" ", -1)).contains(text(value));
                    };
            return fits ? Optional.empty() : Optional.of(path + " is no " + type + ": " + value);
        }

        private static boolean isText(JsonElement value) {
            return value instanceof JsonPrimitive p && p.isString();
        }

        private static String text(JsonElement value) {
            return isText(value) ? value.getAsString() : "";
        }
    }

    private final Map<String, Map<String, Field>> objects = new LinkedHashMap<>();
    private final Map<String, Set<String>> commands = new LinkedHashMap<>();

    private CommandsDocument() {}

    /** Reads it where the tests of this module run. */
    public static CommandsDocument read() throws IOException {
        return of(Files.readAllLines(Path.of("COMMANDS.md")));
    }

    static CommandsDocument of(List<String> lines) {
        CommandsDocument read = new CommandsDocument();
        String object = "";
        boolean table = false;
        for (String line : lines) {
            if (line.startsWith("### ")) {
                object = line.substring(4);
            } else if (line.startsWith("## ")) {
                object = "";
                table = line.equals("## Commands");
            }
            if (!line.startsWith("| `")) continue;
            List<String> cells = new ArrayList<>();
            for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
                cells.add(cell.strip());
            }
            String name = cells.getFirst().replace("`", "");
            if (table && object.isEmpty()) {
                if (read.commands.put(name, names(cells.get(1))) != null) {
                    throw new AssertionError(name + " is written twice");
                }
            } else if (!object.isEmpty()) {
                read.field(object, name, cells);
            }
        }
        return read;
    }

    private void field(String object, String name, List<String> cells) {
        if (cells.size() != COLUMNS.size()) {
            throw new AssertionError(object + "." + name + " has not " + COLUMNS);
        }
        String type = cells.get(1);
        List<String> words = QUOTED.matcher(type).results().map(r -> r.group(1)).toList();
        Field field =
                new Field(
                        name,
                        words.isEmpty() ? type : String.join(" ", words),
                        cells.get(2).equals("always"));
        if (objects.computeIfAbsent(object, _ -> new LinkedHashMap<>()).put(name, field) != null) {
            throw new AssertionError(object + "." + name + " is written twice");
        }
    }

    private static Set<String> names(String cell) {
        Set<String> names = new LinkedHashSet<>();
        for (Matcher m = NAME.matcher(cell); m.find(); ) names.add(m.group(1));
        return names;
    }

    /** Every command with the objects that it prints. */
    Map<String, Set<String>> commands() {
        return commands;
    }

    /** Every object. */
    Set<String> objects() {
        return objects.keySet();
    }

    /** Every field of an object. */
    Set<String> fields(String object) {
        return fieldsOf(object).keySet();
    }

    private Map<String, Field> fieldsOf(String object) {
        Map<String, Field> fields = objects.get(object);
        if (fields == null) throw new AssertionError("COMMANDS.md has no object " + object);
        return fields;
    }

    /** What of it is not as the document says; empty: nothing. */
    public List<String> wrong(String object, JsonObject given) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<JsonElement>> values = values(given);
        Map<String, Field> fields = fieldsOf(object);
        values.forEach((path, all) -> {
            Field field = fields.get(path);
            boolean empty = all.stream().allMatch(v -> v instanceof JsonArray a && a.isEmpty());
            boolean list = fields.keySet().stream().anyMatch(f -> f.startsWith(path + "[]."));
            if (field == null && empty && list) return;
            if (field == null) wrong.add(path + " is not written");
            else all.forEach(value -> field.wrong(value).ifPresent(wrong::add));
        });
        for (Field field : fields.values()) {
            boolean within = field.path().contains("[]");
            if (field.always() && !within && !values.containsKey(field.path())) {
                wrong.add(field.path() + " is missing");
            }
        }
        return wrong;
    }

    /** All values by their paths: a list of objects is gone into, one of texts is a value. */
    static Map<String, List<JsonElement>> values(JsonObject object) {
        Map<String, List<JsonElement>> all = new LinkedHashMap<>();
        put("", object, all);
        return all;
    }

    private static void put(String at, JsonElement value, Map<String, List<JsonElement>> all) {
        if (value instanceof JsonObject object) {
            object.entrySet()
                    .forEach(e ->
                            put(
                                    at.isEmpty() ? e.getKey() : at + "." + e.getKey(),
                                    e.getValue(),
                                    all));
        } else if (value instanceof JsonArray list
                && !list.isEmpty()
                && list.get(0) instanceof JsonObject) {
            list.forEach(one -> put(at + "[]", one, all));
        } else {
            all.computeIfAbsent(at, _ -> new ArrayList<>()).add(value);
        }
    }
}
