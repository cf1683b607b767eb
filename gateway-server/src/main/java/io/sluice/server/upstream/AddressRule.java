package io.sluice.server.upstream;

import java.net.InetAddress;

/** Says which addresses may be connected to. Any thread; told apart by identity, so keep one. */
@FunctionalInterface
public interface AddressRule {
    /** Every address. */
    AddressRule ANY = address -> true;

    boolean allows(InetAddress address);
}
