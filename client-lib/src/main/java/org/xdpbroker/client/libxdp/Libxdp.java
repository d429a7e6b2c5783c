package org.xdpbroker.client.libxdp;

/**
 * libxdp 1.4 or later, one method a function, each as xdp/xsk.h has it: a negative result is {@code -errno}. Structures are
 * written by {@link XskConfig} and read by {@link XskRing}. Pointers are addresses, of memory that the caller keeps until the call
 * returns.
 *
 * <p>The library keeps the addresses of the ring structures it is given: their memory has to outlive the socket.
 */
public interface Libxdp {

    /** XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD: the XDP program is somebody else's business. */
    int XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD = 1;

    /** Registers the umem on a socket, which must not be fd 0, and makes its rings. Closes the socket if it fails. */
    int xsk_umem__create_with_fd(long umem, int fd, long umemArea, long size, long fill, long completion, long config);

    /** Makes the other two rings and binds. If it fails the umem goes on, and it may be called again. */
    int xsk_socket__create(long xsk, long ifname, int queueId, long umem, long rx, long tx, long config);

    /** Unmaps the rings and closes the socket; -EBUSY while an {@code xsk_socket} of it exists. */
    int xsk_umem__delete(long umem);

    /** Unmaps the rings; the socket stays open until the umem's deletion. */
    void xsk_socket__delete(long xsk);
}
