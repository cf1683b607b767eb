package io.sluice.server.cost;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** A real event loop that counts how often it asks the kernel for events, and how often another thread wakes it. */
final class CountingLoop implements IoHandler {
    private final IoHandler nio;
    private final AtomicLong polls;
    private final AtomicLong wakeUps;

    private CountingLoop(IoHandler nio, AtomicLong polls, AtomicLong wakeUps) {
        this.nio = nio;
        this.polls = polls;
        this.wakeUps = wakeUps;
    }

    static MultiThreadIoEventLoopGroup start(AtomicLong polls, AtomicLong wakeUps) {
        return new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("counting-loop", true),
                executor -> new CountingLoop(NioIoHandler.newFactory().newHandler(executor), polls, wakeUps));
    }

    @Override
    public void initialize() {
        nio.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        polls.incrementAndGet();
        return nio.run(context);
    }

    @Override
    public void wakeup() {
        wakeUps.incrementAndGet();
        nio.wakeup();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return nio.register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handle) {
        return nio.isCompatible(handle);
    }

    @Override
    public void prepareToDestroy() {
        nio.prepareToDestroy();
    }

    @Override
    public void destroy() {
        nio.destroy();
    }
}
