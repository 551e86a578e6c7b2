package org.wardhealth.records;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.BsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.wardhealth.records.ParquetNode.Leaf;

/** Values of Parquet as text, and back. */
final class ParquetValue {
  private static final long JULIAN_EPOCH = 2_440_588;
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final double LARGE = 1e8;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

  private ParquetValue() {}

  /** A value as a table of text would have it; empty when it is of a type that has no text. */
  static Optional<String> text(PrimitiveType type, Group group, int field, int index) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    try {
      return switch (type.getPrimitiveTypeName()) {
        case BOOLEAN -> Optional.of(String.valueOf(group.getBoolean(field, index)));
        case INT32 -> Optional.of(whole(logical, group.getInteger(field, index)));
        case INT64 -> Optional.of(whole(logical, group.getLong(field, index)));
        case INT96 -> Optional.of(written(nanos(group.getInt96(field, index))));
        case FLOAT -> Optional.of(real(group.getFloat(field, index)));
        case DOUBLE -> Optional.of(real(group.getDouble(field, index)));
        case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(logical, group.getBinary(field, index));
      };
    } catch (RuntimeException e) {
      // Out of the range of its type, or bytes that are not there.
      return Optional.empty();
    }
  }

  private static String whole(LogicalTypeAnnotation logical, long value) {
    return switch (logical) {
      case DateLogicalTypeAnnotation date -> LocalDate.ofEpochDay(value).toString();
      case TimestampLogicalTypeAnnotation time -> written(instant(value, time.getUnit()));
      case TimeLogicalTypeAnnotation time ->
          LocalTime.ofNanoOfDay(Math.multiplyExact(value, nanosOf(time.getUnit()))).toString();
      case DecimalLogicalTypeAnnotation decimal ->
          BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
      case IntLogicalTypeAnnotation integer when !integer.isSigned() ->
          Long.toUnsignedString(integer.getBitWidth() == 64 ? value : value & 0xFFFFFFFFL);
      case null, default -> Long.toString(value);
    };
  }

  private static String real(double value) {
    return Math.abs(value) >= LARGE && Double.isFinite(value)
        ? new BigDecimal(value).toPlainString()
        : Double.toString(value);
  }

  private static String real(float value) {
    return Math.abs(value) >= LARGE ? real((double) value) : Float.toString(value);
  }

  private static Optional<String> bytes(LogicalTypeAnnotation logical, Binary value) {
    return switch (logical) {
      case null -> utf8(value);
      case StringLogicalTypeAnnotation string -> utf8(value);
      case EnumLogicalTypeAnnotation word -> utf8(value);
      case JsonLogicalTypeAnnotation json -> utf8(value);
      case DecimalLogicalTypeAnnotation decimal ->
          value.length() == 0
              ? Optional.empty()
              : Optional.of(
                  new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale())
                      .toPlainString());
      case UUIDLogicalTypeAnnotation uuid -> {
        ByteBuffer bytes = value.toByteBuffer();
        yield Optional.of(new UUID(bytes.getLong(), bytes.getLong()).toString());
      }
      case Float16LogicalTypeAnnotation half -> {
        short bits = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort();
        yield Optional.of(real(Float.float16ToFloat(bits)));
      }
      case BsonLogicalTypeAnnotation bson -> Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<String> utf8(Binary value) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(value.toByteBuffer()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Adds what a cell became; answers whether its type could hold it. */
  static boolean write(Leaf leaf, Group from, Group to, int field, int index, String cell) {
    PrimitiveType out = leaf.out();
    boolean same = out.getPrimitiveTypeName() == leaf.in().getPrimitiveTypeName();
    if (same && text(leaf.in(), from, field, index).filter(cell::equals).isPresent()) {
      copy(from, to, field, index, out.getPrimitiveTypeName());
      return true;
    }
    if (ParquetNode.isDate(out)) {
      return date(cell).filter(at -> writeDate(out, to, field, at)).isPresent();
    }
    return switch (out.getPrimitiveTypeName()) {
      case BINARY -> {
        boolean text =
            switch (out.getLogicalTypeAnnotation()) {
              case null -> true;
              case StringLogicalTypeAnnotation string -> true;
              case EnumLogicalTypeAnnotation word -> true;
              default -> false;
            };
        if (text) {
          to.add(field, Binary.fromString(cell));
        }
        yield text;
      }
      case INT32 -> leading(cell).filter(n -> writeInt(to, field, n)).isPresent();
      case INT64 -> leading(cell).filter(n -> writeLong(to, field, n)).isPresent();
      case FLOAT -> leading(cell).filter(n -> writeFloat(to, field, n)).isPresent();
      case DOUBLE -> leading(cell).filter(n -> writeDouble(to, field, n)).isPresent();
      case BOOLEAN, INT96, FIXED_LEN_BYTE_ARRAY -> false;
    };
  }

  private static void copy(Group from, Group to, int field, int index, PrimitiveTypeName type) {
    switch (type) {
      case BOOLEAN -> to.add(field, from.getBoolean(field, index));
      case INT32 -> to.add(field, from.getInteger(field, index));
      case INT64 -> to.add(field, from.getLong(field, index));
      case INT96 -> to.add(field, from.getInt96(field, index));
      case FLOAT -> to.add(field, from.getFloat(field, index));
      case DOUBLE -> to.add(field, from.getDouble(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> to.add(field, from.getBinary(field, index));
    }
  }

  /** "90+" in a column of numbers is 90. */
  private static Optional<Integer> leading(String cell) {
    String digits = cell.endsWith("+") ? cell.substring(0, cell.length() - 1) : cell;
    try {
      return Optional.of(Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean writeInt(Group to, int field, int value) {
    to.add(field, value);
    return true;
  }

  private static boolean writeLong(Group to, int field, long value) {
    to.add(field, value);
    return true;
  }

  private static boolean writeFloat(Group to, int field, float value) {
    to.add(field, value);
    return true;
  }

  private static boolean writeDouble(Group to, int field, double value) {
    to.add(field, value);
    return true;
  }

  /** A date of a year alone is its first day. */
  private static Optional<LocalDateTime> date(String cell) {
    try {
      if (cell.length() == 4) {
        return Optional.of(LocalDate.of(Integer.parseInt(cell), 1, 1).atStartOfDay());
      }
      return Optional.of(
          cell.length() == 10 ? LocalDate.parse(cell).atStartOfDay() : LocalDateTime.parse(cell));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean writeDate(PrimitiveType type, Group to, int field, LocalDateTime at) {
    try {
      switch (type.getLogicalTypeAnnotation()) {
        case DateLogicalTypeAnnotation date ->
            to.add(field, Math.toIntExact(at.toLocalDate().toEpochDay()));
        case TimestampLogicalTypeAnnotation time -> to.add(field, units(at, time.getUnit()));
        case null, default -> to.add(field, int96(at));
      }
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static String written(LocalDateTime at) {
    String seconds = at.format(SECONDS);
    return at.get(ChronoField.NANO_OF_SECOND) == 0
        ? seconds
        : seconds + ".%09d".formatted(at.get(ChronoField.NANO_OF_SECOND));
  }

  private static LocalDateTime instant(long value, TimeUnit unit) {
    ChronoUnit chrono =
        switch (unit) {
          case MILLIS -> ChronoUnit.MILLIS;
          case MICROS -> ChronoUnit.MICROS;
          case NANOS -> ChronoUnit.NANOS;
        };
    return LocalDateTime.ofInstant(Instant.EPOCH.plus(value, chrono), ZoneOffset.UTC);
  }

  private static long units(LocalDateTime at, TimeUnit unit) {
    long perSecond = 1_000_000_000L / nanosOf(unit);
    return Math.addExact(
        Math.multiplyExact(at.toEpochSecond(ZoneOffset.UTC), perSecond),
        at.get(ChronoField.NANO_OF_SECOND) / nanosOf(unit));
  }

  private static long nanosOf(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000_000;
      case MICROS -> 1_000;
      case NANOS -> 1;
    };
  }

  /** Nanoseconds of the day and the Julian day, as Impala and old Spark write a point in time. */
  private static LocalDateTime nanos(Binary int96) {
    ByteBuffer bytes = int96.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    long day = bytes.getInt() - JULIAN_EPOCH;
    if (nanos < 0 || nanos >= DAY_NANOS) {
      throw new DateTimeException("no time of day");
    }
    return LocalDateTime.of(LocalDate.ofEpochDay(day), LocalTime.ofNanoOfDay(nanos));
  }

  private static Binary int96(LocalDateTime at) {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(at.toLocalTime().toNanoOfDay());
    bytes.putInt(Math.toIntExact(at.toLocalDate().toEpochDay() + JULIAN_EPOCH));
    return Binary.fromConstantByteArray(bytes.array());
  }
}
