package io.sluice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Value: the members an object may and must have, and rules over several of them. Anything else is refused. */
final class Shape implements Check {
    private final Map<String, Check> members = new HashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final List<Check> rules = new ArrayList<>();

    private Shape() {}

    static Shape of() {
        return new Shape();
    }

    Shape must(String name, Check check) {
        required.add(name);
        members.put(name, check);
        return this;
    }

    Shape may(String name, Check check) {
        members.put(name, check);
        return this;
    }

    Shape mayBeNull(String name, Check check) {
        return may(name, check.orNull());
    }

    /** Members of which only the presence is looked at. */
    Shape mayAny(String... names) {
        for (String name : names) {
            members.put(name, Check.any());
        }
        return this;
    }

    /** A rule over the whole object, checked last. */
    Shape rule(Check rule) {
        rules.add(rule);
        return this;
    }

    @Override
    public void check(JsonNode value, String path, Wording say) {
        Check.require(value.isObject(), value, path, "object", say);
        value.properties().forEach(member -> {
            if (!members.containsKey(say.canonical(member.getKey()))) {
                throw say.unknown(path, member.getKey());
            }
        });
        for (String name : required) {
            if (!has(value, name, say)) {
                throw say.missing(path, name);
            }
        }
        value.properties().forEach(member -> {
            final Check check = members.getOrDefault(say.canonical(member.getKey()), Check.any());
            check.check(member.getValue(), Wording.child(path, member.getKey()), say);
        });
        rules.forEach(rule -> rule.check(value, path, say));
    }

    private static boolean has(JsonNode value, String name, Wording say) {
        return value.has(name)
                || value.properties().stream()
                        .anyMatch(member -> say.canonical(member.getKey()).equals(name));
    }
}
