package org.xdpbroker.tests.bed;

import java.util.List;

/**
 * A step for tests in which a user makes a user namespace, which the kernel refuses to everyone whose root folder is not the
 * root of the mount namespace. Where all of this runs in a chroot, that root is put there, in the mount namespace that {@code
 * ip netns exec} has made: the same files are seen before and after.
 */
final class NamespaceRoot {

    private static final String SCRIPT = """
            import ctypes, os, sys
            root = os.open("/", os.O_PATH)
            os.chroot("/proc") # now .. of the root folder leads out of it
            os.fchdir(root)
            here = None
            while here is None or not os.path.samestat(here, os.stat(".")):
                here = os.stat(".")
                os.chdir("..")
            os.chroot(".")
            os.fchdir(root)
            if not os.path.samestat(os.stat("."), os.stat("/")):
                MS_MOVE = 0x2000
                libc = ctypes.CDLL(None, use_errno=True)
                if libc.mount(b".", b"/", None, MS_MOVE, None) != 0:
                    sys.exit("mount: " + os.strerror(ctypes.get_errno()))
                os.chroot(".")
            os.chdir("/")
            os.execvp(sys.argv[1], sys.argv[1:])
            """;

    private NamespaceRoot() {}

    /** To be put before a command, and run as root. */
    static List<String> step() {
        return List.of(PythonProgram.PYTHON, "-c", SCRIPT);
    }
}
