package io.sluice.core.config;

import java.util.List;

/** What came of loading: a whole config, or every reason why not. */
public sealed interface LoadResult {
    /** @param warnings what is allowed but probably not meant */
    record Loaded(GatewayConfig config, List<ConfigFault> warnings) implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param faults at least one, in the order of the file */
    record Rejected(List<ConfigFault> faults) implements LoadResult {
        public Rejected {
            faults = List.copyOf(faults);
        }
    }
}
