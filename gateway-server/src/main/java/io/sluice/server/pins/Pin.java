package io.sluice.server.pins;

/**
 * Value: where a stored response is, and whose.
 *
 * @param app whose key asked for it: nobody else may
 * @param channel that made it
 * @param credential fingerprint of the account's credential
 * @param model as the client called it
 * @param upstreamModel as the channel calls it; empty where it is the client's name
 * @param expiresMs when the vendor forgets it
 */
public record Pin(String app, String channel, String credential, String model, String upstreamModel, long expiresMs) {}
