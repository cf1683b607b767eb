package io.sluice.server.simulation;

import io.netty.channel.ChannelId;

/** A channel's name by its number, the same in every run. */
record SocketId(int number) implements ChannelId {
    @Override
    public String asShortText() {
        return "#" + number;
    }

    @Override
    public String asLongText() {
        return asShortText();
    }

    @Override
    public int compareTo(ChannelId other) {
        return Integer.compare(number, ((SocketId) other).number);
    }
}
