package io.sluice.core.config;

/**
 * Value: how a candidate is chosen.
 *
 * @param healthFloor least health an upstream is credited with, 0 to 1
 * @param healthHalfLifeNs time after which an outcome counts half
 */
public record Routing(Selection selection, double healthFloor, long healthHalfLifeNs) {}
