package io.sluice.server.upstream;

/** Wants a connection: told exactly once, unless its ticket is cancelled first. Called on the loop. */
public interface Acquirer {
    /**
     * @param connection given: {@link UpstreamConnection#start} it in this call, or give it back by {@link
     *     UpstreamConnection#cancel}
     * @param reused whether it has served before, so that a close before the first byte says nothing about the upstream
     */
    void acquired(UpstreamConnection connection, boolean reused);

    /** @param message for people, without secrets */
    void failed(ConnectFailure failure, String message);
}
