package io.sluice.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import io.sluice.core.limit.RateLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
    @Test
    void prefersTheExactNameToAnyGlob() {
        final RouteTable table = table("*", "gpt-4*", "gpt-4o");

        assertThat(found(table, "gpt-4o")).isEqualTo("gpt-4o");
        assertThat(found(table, "gpt-4o-mini")).isEqualTo("gpt-4*");
        assertThat(found(table, "claude")).isEqualTo("*");
    }

    @Test
    void prefersTheLongestGlobWhateverTheOrder() {
        for (final List<String> order : List.of(List.of("g*", "gpt-4*", "gpt-*"), List.of("gpt-4*", "gpt-*", "g*"))) {
            final RouteTable table = table(order.toArray(String[]::new));

            assertThat(found(table, "gpt-4o")).isEqualTo("gpt-4*");
            assertThat(found(table, "gpt-5")).isEqualTo("gpt-*");
            assertThat(found(table, "gemma")).isEqualTo("g*");
        }
    }

    @Test
    void prefersTheFirstOfEquallyLongGlobs() {
        assertThat(found(table("*-4o", "gpt*"), "gpt-4o")).isEqualTo("*-4o");
        assertThat(found(table("gpt-*", "*t-4o"), "gpt-4o")).isEqualTo("gpt-*");
    }

    @Test
    void findsNothingForAnUnknownName() {
        assertThat(found(table("gpt-4o"), "gpt-4")).isNull();
        assertThat(found(table(), "gpt-4")).isNull();
    }

    @Test
    void findsEachOfManyNames() {
        final String[] names = new String[5_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "model-" + i;
        }
        final RouteTable table = table(names);

        assertThat(Arrays.stream(names)).allMatch(name -> name.equals(found(table, name)));
        assertThat(found(table, "model-5000")).isNull();
        assertThat(table.exactNames()).containsExactly(names);
    }

    @Test
    void listsNoGlobs() {
        assertThat(table("b", "gpt-*", "a").exactNames()).containsExactly("b", "a");
    }

    @Test
    void refusesANameThatIsThereTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> table("a", "a")).withMessage("is there twice: model a");
    }

    @Test
    void allocatesNothing() {
        final RouteTable table = table("gpt-4o", "claude-*");
        final byte[] exact = "xxgpt-4oxx".getBytes(StandardCharsets.US_ASCII);
        final byte[] glob = "claude-sonnet-4-5".getBytes(StandardCharsets.US_ASCII);
        Allocations.assertNone(() -> {
            if (table.find(exact, 2, 6) == null || table.find(glob, 0, glob.length) == null) {
                throw new AssertionError();
            }
        });
    }

    private static @Nullable String found(RouteTable table, String name) {
        final ModelRoute route = table.find(name);
        return route == null ? null : route.name();
    }

    private static RouteTable table(String... patterns) {
        final List<ModelRoute> routes = new ArrayList<>();
        for (final String pattern : patterns) {
            routes.add(
                    new ModelRoute(routes.size(), pattern, List.of(), List.of(), RateLimits.NONE, Strategy.WEIGHTED));
        }
        return RouteTable.compile(routes);
    }
}
