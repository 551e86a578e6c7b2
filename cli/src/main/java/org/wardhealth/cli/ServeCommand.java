package org.wardhealth.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ward serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Starts Ward and serves until it is told to stop (SIGTERM, Ctrl-C).")
final class ServeCommand implements Callable<Integer> {
  @Mixin private Home home = new Home();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Settings settings = Settings.load(home.path(), System.getenv());
    WardServer ward = WardServer.start(settings);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      ward.close();
                      stopped.countDown();
                    }));
    err.println("Ward " + WardServer.VERSION + " answers at " + ward.url());
    err.println("State lies in " + settings.home());
    ward.certificate().ifPresent(file -> err.println("Callers must trust " + file));
    ward.firstKey()
        .ifPresent(
            key -> {
              err.println();
              err.println("The first application's key, shown only now:");
              err.println();
              err.println("  " + key.revealOnce());
              err.println();
              err.println(
                  "It may do everything: make others with 'ward client add', then revoke 'first'.");
            });
    ward.firstLink()
        .ifPresent(
            link -> {
              err.println();
              err.println("The first administrator enrols here, once, within a day:");
              err.println();
              err.println("  " + link);
              err.println();
              err.println(
                  "Afterwards their name is 'administrator': add others with 'ward person add'.");
            });
    stopped.await();
    return 0;
  }
}
