package org.wardhealth.server.audit;

import java.io.IOException;
import java.util.List;

/** Somebody who collects audit events. */
interface Receiver {
  /**
   * Hands messages over, in order. When this returns, the receiver has taken all of them.
   *
   * @throws IOException if it did not, or did not say so: it may have taken some
   */
  void deliver(List<byte[]> messages) throws IOException, InterruptedException;

  /** The receiver of these settings. */
  static Receiver of(ExportSettings settings) {
    return settings.target().getScheme().equals("syslog")
        ? new SyslogReceiver(settings)
        : new HttpReceiver(settings);
  }
}
