package io.sluice.core.config;

import java.math.BigDecimal;

/** Value: US dollars per million tokens. What the config leaves out is resolved: cached input and cache write cost what input does, reasoning what output does. */
public record PriceConfig(
        BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output, BigDecimal reasoning) {}
