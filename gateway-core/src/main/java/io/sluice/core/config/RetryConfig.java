package io.sluice.core.config;

/**
 * Value: how often and how soon a failed attempt is made again.
 *
 * @param maxAttempts attempts of one request, the first included
 * @param backoffJitter share of a delay that is random, 0 to 1
 * @param budget retries as a share of requests, over the whole process
 */
public record RetryConfig(
        int maxAttempts, long backoffFirstNs, long backoffMaxNs, double backoffJitter, double budget) {}
