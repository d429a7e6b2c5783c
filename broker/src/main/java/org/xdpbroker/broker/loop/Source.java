package org.xdpbroker.broker.loop;

import org.xdpbroker.protocol.posix.OwnedFd;

/** A file descriptor that an {@link EventLoop} watches, with what to do when it is ready. */
public interface Source {

    /** POLLIN. */
    int READABLE = 0x1;
    /** POLLOUT. */
    int WRITABLE = 0x4;
    /** POLLERR, POLLHUP or POLLNVAL; told whether asked for or not. */
    int HANGUP = 0x8 | 0x10 | 0x20;

    /** The descriptor, open for as long as the source is in the loop. */
    OwnedFd fd();

    /** What to wait for now: {@link #READABLE}, {@link #WRITABLE}, both or 0. */
    int interest();

    /** Called with the events that are there. It must not wait for anything. */
    void ready(int events);
}
