package org.wardhealth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CheckpointFormsTest {
  private static final String LINE =
      "ward-checkpoint ward.local/ledger 4211 4uf2Q8t1qYpVTZ9mT0HcFQ0yZ4PpJ3WbMTq8u3s1WkE= "
          + "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeM"
          + "cTOAYQ8=";
  private static final Pattern MODULE = Pattern.compile("M([0-9]+) ([0-9]+)h1v1h-1z");
  private static final int QUIET = 4;

  private final SyslogMessage message =
      SyslogMessage.of(LINE, Instant.parse("2026-03-01T08:00:00.1234Z"), "node 1");

  @Test
  void theDrawingAndTheTextAreReadBackByADecoder() throws Exception {
    QrCode code = QrCode.of(LINE);
    List<String> rows = code.text().lines().toList();
    int size = rows.getFirst().length();
    BitMatrix drawn = new BitMatrix(size - 2 * QUIET);
    Matcher modules = MODULE.matcher(code.svg());
    while (modules.find()) {
      drawn.set(
          Integer.parseInt(modules.group(1)) - QUIET, Integer.parseInt(modules.group(2)) - QUIET);
    }
    BitMatrix printed = new BitMatrix(size - 2 * QUIET);
    for (int y = QUIET; y < size - QUIET; y++) {
      for (int x = QUIET; x < size - QUIET; x++) {
        char c = rows.get(y / 2).charAt(x);
        boolean light = c == '\u2588' || c == (y % 2 == 0 ? '\u2580' : '\u2584');
        if (!light) {
          printed.set(x - QUIET, y - QUIET);
        }
      }
    }
    assertThat(new Decoder().decode(drawn).getText()).isEqualTo(LINE);
    assertThat(new Decoder().decode(printed).getText()).isEqualTo(LINE);
  }

  @Test
  void theMessageIsThatOfRfc5424() {
    assertThat(message)
        .hasToString("<109>1 2026-03-01T08:00:00.123Z node1 ward - checkpoint - " + LINE);
  }

  @Test
  void aCollectorReceivesIt() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (DatagramSocket collector = new DatagramSocket(0, loopback)) {
      message.send("127.0.0.1:" + collector.getLocalPort());
      DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
      collector.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
          .isEqualTo(message.toString());
    }
    try (ServerSocket collector = new ServerSocket(0, 1, loopback)) {
      message.send("tcp:127.0.0.1:" + collector.getLocalPort());
      try (Socket socket = collector.accept()) {
        assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
            .isEqualTo(message.toString().length() + " " + message);
      }
    }
    assertThatThrownBy(() -> message.send("nowhere")).isInstanceOf(Failure.class);
  }
}
