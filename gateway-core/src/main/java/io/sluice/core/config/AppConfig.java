package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/** Value: limits that all keys of one app share. */
public record AppConfig(String name, @Nullable RateConfig rate) {}
