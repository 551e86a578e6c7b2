package org.wardhealth.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.server.Settings;

/** A verb ends with a sentence and an exit code of sysexits(3), not with a stack trace. */
final class Failure extends RuntimeException {
  static final int USAGE = 64;
  static final int DATA = 65;
  static final int NO_INPUT = 66;
  static final int UNAVAILABLE = 69;
  static final int SOFTWARE = 70;
  static final int CANNOT_CREATE = 73;
  static final int IO = 74;
  static final int TRY_LATER = 75;
  static final int PERMISSION = 77;
  static final int CONFIG = 78;

  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  /** What to say of any exception: the innermost cause that has something to say. */
  static Failure of(Throwable exception) {
    if (exception instanceof Failure failure) {
      return failure;
    }
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case BindException _ -> {
          return new Failure(
              UNAVAILABLE,
              "the port is taken already: stop the other program, or set server.port"
                  + " (WARD_SERVER_PORT).");
        }
        case Settings.Invalid invalid -> {
          return new Failure(CONFIG, String.valueOf(invalid.getMessage()));
        }
        case DataSetKeyFile.Unusable unusable -> {
          return new Failure(CONFIG, String.valueOf(unusable.getMessage()));
        }
        case NoSuchFileException file -> {
          return new Failure(NO_INPUT, "there is no " + file.getFile());
        }
        case ConnectException _ -> {
          return new Failure(UNAVAILABLE, "nobody answers there: is Ward running ('ward serve')?");
        }
        default -> {}
      }
    }
    Throwable root = exception;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said =
        root.getMessage() == null
            ? root.getClass().getSimpleName()
            : root.getClass().getPackageName().startsWith("java.io")
                    || root instanceof IllegalStateException
                    || root.getClass().getPackageName().startsWith("org.wardhealth")
                ? root.getMessage()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    return new Failure(root instanceof IOException ? IO : SOFTWARE, said);
  }
}
