package org.xdpbroker.protocol.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader for interface descriptions after the grammar on varlink.org; fails on anything the grammar does not have. */
final class VarlinkDescription {

    private static final Pattern TOKEN =
            Pattern.compile("\\G(?:\\s|#[^\\n]*(?:\\n|$))*+(->|\\[string]|\\[]|[():,?]|[A-Za-z0-9_.-]+|$)");
    private static final Pattern BLANK = Pattern.compile("(?:\\s|#[^\\n]*(?:\\n|$))*+");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z](_?[A-Za-z0-9])*");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]*");
    private static final Pattern INTERFACE = Pattern.compile("[a-z](-*[a-z0-9])*(\\.[A-Za-z0-9](-*[A-Za-z0-9])*)+");
    private static final List<String> PLAIN = List.of("bool", "int", "float", "string", "object");

    final String name;
    private final Map<String, Map<String, String>> types = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> errors = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> in = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> out = new LinkedHashMap<>();
    private final TreeSet<String> referenced = new TreeSet<>();

    private final List<String> tokens = new ArrayList<>();
    private int at;

    VarlinkDescription(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && !matcher.group(1).isEmpty()) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        check(BLANK.matcher(text.substring(end)).matches(), "unreadable: " + text.substring(end));
        expect("interface");
        name = match(INTERFACE);
        while (at < tokens.size()) {
            String keyword = next();
            String member = match(NAME);
            boolean fresh = !types.containsKey(member) && !errors.containsKey(member) && !in.containsKey(member);
            check(fresh, member + " twice");
            switch (keyword) {
                case "type" -> types.put(member, struct());
                case "error" -> errors.put(member, struct());
                case "method" -> {
                    in.put(member, struct());
                    expect("->");
                    out.put(member, struct());
                }
                default -> throw new IllegalArgumentException("keyword " + keyword);
            }
        }
        check(types.keySet().containsAll(referenced), "undefined among " + referenced);
    }

    /** The fields of a type with their types. */
    Map<String, String> type(String type) {
        return Objects.requireNonNull(types.get(type), type);
    }

    /** The parameters of a method with their types. */
    Map<String, String> in(String method) {
        return Objects.requireNonNull(in.get(method), method);
    }

    /** The results of a method with their types. */
    Map<String, String> out(String method) {
        return Objects.requireNonNull(out.get(method), method);
    }

    /** The parameters of every error, by its name. */
    Map<String, Map<String, String>> errors() {
        return errors;
    }

    private Map<String, String> struct() {
        Map<String, String> fields = new LinkedHashMap<>();
        expect("(");
        while (!tokens.get(at).equals(")")) {
            if (!fields.isEmpty()) {
                expect(",");
            }
            String field = match(FIELD);
            expect(":");
            check(fields.put(field, type()) == null, field + " twice");
        }
        expect(")");
        return fields;
    }

    private String type() {
        String token = next();
        switch (token) {
            case "?" -> {
                check(!tokens.get(at).equals("?"), "??");
                return "?" + type();
            }
            case "[]", "[string]" -> {
                return token + type();
            }
            default -> {
                if (!PLAIN.contains(token)) {
                    check(NAME.matcher(token).matches(), "type " + token);
                    referenced.add(token);
                }
                return token;
            }
        }
    }

    private String next() {
        check(at < tokens.size(), "ends early");
        return tokens.get(at++);
    }

    private String match(Pattern pattern) {
        String token = next();
        check(pattern.matcher(token).matches(), token + " is not " + pattern);
        return token;
    }

    private void expect(String token) {
        String found = next();
        check(found.equals(token), found + " instead of " + token);
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
