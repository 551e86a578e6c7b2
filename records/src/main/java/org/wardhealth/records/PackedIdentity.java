package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;

/** A {@link KnownIdentity} in few bytes, for {@link PatientIndex}; never leaves memory. */
final class PackedIdentity {
  private PackedIdentity() {}

  static byte[] pack(KnownIdentity identity) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      names(identity.names(), out);
      names(identity.contacts(), out);
      out.writeShort(identity.dates().size());
      for (LocalDate date : identity.dates()) {
        out.writeInt(Math.toIntExact(date.toEpochDay()));
      }
      strings(identity.addresses(), out);
      strings(identity.telecom(), out);
      out.writeShort(identity.identifiers().size());
      for (KnownIdentity.Identifier one : identity.identifiers()) {
        string(one.type().name(), out);
        string(one.value(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
    return bytes.toByteArray();
  }

  static KnownIdentity unpack(byte[] packed) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
      List<KnownIdentity.Name> names = names(in);
      List<KnownIdentity.Name> contacts = names(in);
      List<LocalDate> dates = new ArrayList<>();
      for (int n = in.readUnsignedShort(); n > 0; n--) {
        dates.add(LocalDate.ofEpochDay(in.readInt()));
      }
      List<String> addresses = strings(in);
      List<String> telecom = strings(in);
      List<KnownIdentity.Identifier> identifiers = new ArrayList<>();
      for (int n = in.readUnsignedShort(); n > 0; n--) {
        IdentifierType type = IdentifierType.valueOf(string(in));
        identifiers.add(new KnownIdentity.Identifier(type, string(in)));
      }
      return new KnownIdentity(names, contacts, dates, addresses, telecom, identifiers);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
  }

  static KnownIdentity union(KnownIdentity one, KnownIdentity two) {
    return new KnownIdentity(
        both(one.names(), two.names()),
        both(one.contacts(), two.contacts()),
        both(one.dates(), two.dates()),
        both(one.addresses(), two.addresses()),
        both(one.telecom(), two.telecom()),
        both(one.identifiers(), two.identifiers()));
  }

  /** A record that says the same thing more often than this is no patient's. */
  private static final int MOST = 500;

  private static <T> List<T> both(Collection<T> one, Collection<T> two) {
    LinkedHashSet<T> all = new LinkedHashSet<>(one);
    all.addAll(two);
    return all.stream().limit(MOST).toList();
  }

  private static void names(List<KnownIdentity.Name> names, DataOutputStream out)
      throws IOException {
    out.writeShort(names.size());
    for (KnownIdentity.Name name : names) {
      strings(name.given(), out);
      string(name.family(), out);
    }
  }

  private static List<KnownIdentity.Name> names(DataInputStream in) throws IOException {
    List<KnownIdentity.Name> names = new ArrayList<>();
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      names.add(new KnownIdentity.Name(strings(in), string(in)));
    }
    return names;
  }

  private static void strings(List<String> strings, DataOutputStream out) throws IOException {
    out.writeShort(strings.size());
    for (String string : strings) {
      string(string, out);
    }
  }

  private static List<String> strings(DataInputStream in) throws IOException {
    List<String> strings = new ArrayList<>();
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      strings.add(string(in));
    }
    return strings;
  }

  private static void string(String string, DataOutputStream out) throws IOException {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, 0xFFFF);
    out.writeShort(length);
    out.write(bytes, 0, length);
  }

  private static String string(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
