package org.wardhealth.cli;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A text as a QR code (ISO/IEC 18004), with its quiet zone. */
final class QrCode {
  private static final int QUIET = 4;

  private final BitMatrix modules;

  private QrCode(BitMatrix modules) {
    this.modules = modules;
  }

  static QrCode of(String text) {
    try {
      return new QrCode(
          new QRCodeWriter()
              .encode(
                  text,
                  BarcodeFormat.QR_CODE,
                  0,
                  0,
                  Map.of(
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.M,
                      EncodeHintType.MARGIN,
                      QUIET)));
    } catch (WriterException e) {
      throw new Failure(Failure.DATA, "the line is too long for a QR code: " + e.getMessage());
    }
  }

  /** Dark on light, whatever the colours of the page. */
  String svg() {
    int size = modules.getWidth();
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        if (modules.get(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        shape-rendering="crispEdges">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <path fill="#000" d="%s"/>
        </svg>
        """
        .formatted(size, size, size * 6, size * 6, path);
  }

  /** Two rows a line, light modules drawn: for a terminal with a dark background. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < modules.getHeight(); y += 2) {
      for (int x = 0; x < modules.getWidth(); x++) {
        boolean above = light(x, y);
        boolean below = light(x, y + 1);
        text.append(above ? (below ? '\u2588' : '\u2580') : (below ? '\u2584' : ' '));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  private boolean light(int x, int y) {
    return y >= modules.getHeight() || !modules.get(x, y);
  }
}
