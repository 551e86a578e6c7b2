package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.WatchedLedger;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.WatchedAudit;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;

/** What holds of people, factors and sessions, whichever database keeps them. */
abstract class PeopleContract {
  static final String PASSWORD = "four words of a sentence";

  final SecureRandom random = new SecureRandom();
  final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  @TempDir Path home;
  Database database;
  Vault vault;
  WatchedAudit audit;
  WatchedLedger ledger;
  Node one;
  Node other;

  /** An empty database. */
  abstract DatabaseSettings database();

  /** What one process of Ward has, over the shared database. */
  final class Node {
    final Accounts accounts = new Accounts(database, audit.audit(), clock, random);
    final Factors factors = new Factors(database, vault, audit.audit(), clock, random);
    final Passwords passwords = new Passwords(random, 2, KnownPasswords.and(Optional.empty()));
    final Passkeys passkeys = new Passkeys(database, vault, factors, clock, random);
    final Attempts attempts = new Attempts(database, vault, clock, random);
    final Glasses glasses = new Glasses(database, vault, audit.audit(), accounts, clock, random);
    final Sessions sessions =
        new Sessions(
            database,
            vault,
            audit.audit(),
            accounts,
            glasses,
            PeopleSettings.DEFAULT,
            clock,
            random);
    final SignIn signIn =
        new SignIn(
            accounts,
            factors,
            passkeys,
            passwords,
            attempts,
            sessions,
            new Failures(audit.audit(), clock),
            clock);
    final Enrolment enrolment =
        new Enrolment(
            database,
            vault,
            audit.audit(),
            accounts,
            factors,
            passkeys,
            passwords,
            sessions,
            PeopleSettings.DEFAULT,
            clock,
            random);
  }

  @BeforeEach
  void open() {
    database = Database.open(database());
    vault = Vault.open(home.resolve("keys"), database, clock, random);
    audit = new WatchedAudit(home, "ward.test/ledger", clock);
    ledger = audit.watched();
    one = new Node();
    other = new Node();
  }

  @AfterEach
  void close() {
    one.passwords.close();
    other.passwords.close();
    audit.audit().close();
    database.close();
  }

  /** A person with a password and an authenticator. */
  @SuppressWarnings("ArrayRecordComponent")
  record Known(Person person, byte[] secret, List<String> recovery, Sessions.Opened session) {}

  Known enrol(String name) {
    Person person = one.accounts.add(name, Set.of(Role.AUDITOR), "operator");
    Token token = one.enrolment.link(person, "operator").token();
    byte[] secret = one.enrolment.look(token).secret();
    Enrolment.Enrolled enrolled = one.enrolment.password(token, PASSWORD, code(secret, 0));
    clock.advance(Duration.ofSeconds(30)); // the code of enrolment is used
    return new Known(person, secret, enrolled.recoveryCodes(), enrolled.session());
  }

  String code(byte[] secret, int steps) {
    return Totp.code(secret, Math.floorDiv(clock.instant().getEpochSecond(), 30) + steps);
  }

  static void refused(
      SignInRefused.Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(SignInRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  List<String> types() {
    List<String> types = new ArrayList<>();
    audit.audit().publish();
    for (long i = 0; i < ledger.ledger().state().durable(); i++) {
      types.add(Json.MAPPER.readTree(ledger.ledger().entry(i)).path("type").asString());
    }
    return types;
  }

  @Test
  void aLinkEnrolsOnceAndNotAfterItsTime() {
    Person person = one.accounts.add("ada", Set.of(Role.AUDITOR), "operator");
    Token old = one.enrolment.link(person, "operator").token();
    Token token = other.enrolment.link(person, "operator").token();
    refused(SignInRefused.Reason.LINK, () -> one.enrolment.look(old));
    byte[] secret = one.enrolment.look(token).secret();
    clock.advance(PeopleSettings.DEFAULT.link());
    refused(SignInRefused.Reason.LINK, () -> one.enrolment.look(token));
    refused(
        SignInRefused.Reason.LINK, () -> one.enrolment.password(token, PASSWORD, code(secret, 0)));

    Token again = one.enrolment.link(person, "operator").token();
    byte[] next = one.enrolment.look(again).secret();
    Enrolment.Enrolled enrolled = one.enrolment.password(again, PASSWORD, code(next, 0));
    assertThat(enrolled.session().signedIn().aal()).isEqualTo(2);
    assertThat(enrolled.recoveryCodes()).hasSize(10).doesNotHaveDuplicates();
    refused(
        SignInRefused.Reason.LINK, () -> other.enrolment.password(again, PASSWORD, code(next, 0)));
    assertThatThrownBy(() -> one.enrolment.link(person, "operator"))
        .hasMessageContaining("--reset");
    assertThat(types())
        .contains("person.added", "person.linked", "person.enrolled", "factor.added")
        .contains("session.began");
  }

  @Test
  void aPasswordAloneIsLevelOneAndAddsNoFactor() {
    Known ada = enrol("ada");
    Sessions.Opened opened = one.signIn.password("ADA ", PASSWORD, Optional.empty());
    assertThat(opened.signedIn().aal()).isEqualTo(1);
    Site site = Site.of(PeopleSettings.DEFAULT, true, 8443);
    refused(
        SignInRefused.Reason.FORBIDDEN,
        () -> one.enrolment.anotherOptions(opened.signedIn(), site));
    refused(
        SignInRefused.Reason.FORBIDDEN, () -> one.enrolment.another(opened.signedIn(), site, "{}"));
    refused(
        SignInRefused.Reason.FORBIDDEN, () -> one.enrolment.newRecoveryCodes(opened.signedIn()));
    refused(
        SignInRefused.Reason.FORBIDDEN,
        () ->
            one.enrolment.remove(
                opened.signedIn(), one.factors.list(ada.person()).getFirst().id()));
  }

  @Test
  void passwordAndCodeAreLevelTwoAndTheCookieChanges() {
    Known ada = enrol("ada");
    Sessions.Opened first = one.signIn.password("ada", PASSWORD, Optional.empty());
    Sessions.Opened second =
        other.signIn.code(first.signedIn(), code(ada.secret(), 0), Optional.empty());
    assertThat(second.signedIn().aal()).isEqualTo(2);
    assertThat(second.signedIn().phishingResistant()).isFalse();
    assertThat(second.token().reveal()).isNotEqualTo(first.token().reveal());
    assertThat(one.sessions.find(first.token())).isEmpty();
    assertThat(one.sessions.find(second.token())).isPresent();
    assertThat(types()).contains("session.stepup");
  }

  @Test
  void aCodeIsGoodOnceOnAllNodesAndAMomentAfterItsTime() {
    Known ada = enrol("ada");
    SignedIn session = one.signIn.password("ada", PASSWORD, Optional.empty()).signedIn();
    String early = code(ada.secret(), 1);
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.code(session, early, Optional.empty()));
    String now = code(ada.secret(), 0);
    SignedIn stepped = one.signIn.code(session, now, Optional.empty()).signedIn();
    refused(SignInRefused.Reason.WRONG, () -> other.signIn.code(stepped, now, Optional.empty()));
    refused(
        SignInRefused.Reason.WRONG, () -> new Node().signIn.code(stepped, now, Optional.empty()));
    clock.advance(Duration.ofSeconds(30 + Totp.TYPING_SECONDS - 1));
    SignedIn next = other.signIn.code(stepped, early, Optional.empty()).signedIn();
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.code(next, now, Optional.empty()));
  }

  @Test
  void nobodyLearnsWhetherThereIsSuchAPerson() {
    enrol("ada");
    String wrong = message(() -> one.signIn.password("ada", "not the right one", Optional.empty()));
    String nobody =
        message(() -> one.signIn.password("grace", "not the right one", Optional.empty()));
    assertThat(wrong).isEqualTo(nobody);
    assertThat(message(() -> one.signIn.recovery(Optional.empty(), "grace", "x", Optional.empty())))
        .isEqualTo(
            message(() -> one.signIn.recovery(Optional.empty(), "ada", "x", Optional.empty())));
  }

  private static String message(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return String.valueOf(
        org.assertj.core.api.Assertions.catchThrowableOfType(SignInRefused.class, call)
            .getMessage());
  }

  @Test
  void strangersWhoGuessShutOutStrangersAndNotTheOwnersBrowser() {
    Known ada = enrol("ada");
    Optional<String> own = Optional.of(one.attempts.mark(ada.person()));
    for (int i = 0; i < Attempts.allowed(Factor.PASSWORD); i++) {
      Node node = i % 2 == 0 ? one : other;
      refused(
          SignInRefused.Reason.WRONG,
          () -> node.signIn.password("ada", "a wrong password", Optional.empty()));
    }
    refused(
        SignInRefused.Reason.TOO_MANY,
        () -> other.signIn.password("ada", PASSWORD, Optional.empty()));
    refused(
        SignInRefused.Reason.TOO_MANY,
        () -> other.signIn.password("ada", PASSWORD, Optional.of("made.up")));
    assertThat(other.signIn.password("ada", PASSWORD, own).signedIn().person().name())
        .isEqualTo("ada");
    clock.advance(Duration.ofMinutes(16));
    assertThat(one.signIn.password("ada", PASSWORD, Optional.empty())).isNotNull();
  }

  @Test
  void guessesAtCodesAreFewAndOnesOwn() {
    Known ada = enrol("ada");
    Known grace = enrol("grace");
    SignedIn session = one.signIn.password("ada", PASSWORD, Optional.empty()).signedIn();
    for (int i = 0; i < Attempts.allowed(Factor.TOTP); i++) {
      refused(
          SignInRefused.Reason.WRONG, () -> one.signIn.code(session, "000000", Optional.empty()));
    }
    refused(
        SignInRefused.Reason.TOO_MANY,
        () -> one.signIn.code(session, code(ada.secret(), 0), Optional.empty()));
    SignedIn hers = one.signIn.password("grace", PASSWORD, Optional.empty()).signedIn();
    assertThat(one.signIn.code(hers, code(grace.secret(), 0), Optional.empty()).signedIn().aal())
        .isEqualTo(2);
  }

  @Test
  void aRecoveryCodeIsGoodOnceAndAloneOnlyForFactors() {
    Known ada = enrol("ada");
    String code = ada.recovery().getFirst();
    Sessions.Opened alone =
        one.signIn.recovery(
            Optional.empty(), "ada", code.toUpperCase(Locale.ROOT), Optional.empty());
    assertThat(alone.signedIn().aal()).isEqualTo(1);
    assertThat(alone.signedIn().mayChangeFactors()).isTrue();
    refused(
        SignInRefused.Reason.WRONG,
        () -> other.signIn.recovery(Optional.empty(), "ada", code, Optional.empty()));
    clock.advance(SignedIn.RECOVERING.plusSeconds(1));
    assertThat(one.sessions.find(alone.token()).orElseThrow().mayChangeFactors()).isFalse();

    SignedIn session = one.signIn.password("ada", PASSWORD, Optional.empty()).signedIn();
    assertThat(
            one.signIn
                .recovery(Optional.of(session), "", ada.recovery().get(1), Optional.empty())
                .signedIn()
                .aal())
        .isEqualTo(2);
    Known grace = enrol("grace");
    refused(
        SignInRefused.Reason.WRONG,
        () ->
            one.signIn.recovery(
                Optional.empty(), "grace", ada.recovery().get(2), Optional.empty()));
    assertThat(grace.recovery()).doesNotContainAnyElementsOf(ada.recovery());
  }

  @Test
  void aPersonHasAnyNumberOfSessionsAndEachIsListed() throws java.io.IOException {
    assertThat(PeopleRulesPageTest.page().replaceAll("\\s+", " "))
        .contains("A person may have any number of sessions at a time; each is listed.");
    Known ada = enrol("ada");
    List<Sessions.Opened> all = new ArrayList<>(List.of(ada.session()));
    for (int i = 0; i < 40; i++) {
      all.add(one.sessions.begin(ada.person(), ada.session().signedIn().proofs()));
    }
    all.forEach(opened -> assertThat(other.sessions.find(opened.token())).isPresent());
    assertThat(other.sessions.list(Optional.of(ada.person())))
        .extracting(Sessions.Listed::id)
        .containsExactlyInAnyOrderElementsOf(
            all.stream().map(opened -> opened.signedIn().session()).toList());
  }

  @Test
  void aSessionEndsWhenIdleWhenOldAndWhenRevokedOnAllNodesAtOnce() {
    Known ada = enrol("ada");
    Token token = ada.session().token();
    clock.advance(PeopleSettings.DEFAULT.idle().minusSeconds(31));
    assertThat(other.sessions.find(token)).isPresent();
    clock.advance(PeopleSettings.DEFAULT.idle().minusSeconds(1));
    assertThat(one.sessions.find(token)).isPresent();
    clock.advance(PeopleSettings.DEFAULT.idle());
    assertThat(one.sessions.find(token)).isEmpty();

    Token open = one.signIn.password("ada", PASSWORD, Optional.empty()).token();
    clock.advance(PeopleSettings.DEFAULT.idle().minusSeconds(1));
    assertThat(one.sessions.find(open, false)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(one.sessions.find(open, false)).isEmpty();

    Sessions.Opened second = one.signIn.password("ada", PASSWORD, Optional.empty());
    for (long left = PeopleSettings.DEFAULT.absolute().toMinutes(); left > 10; left -= 10) {
      clock.advance(Duration.ofMinutes(10));
      assertThat(one.sessions.find(second.token())).isPresent();
    }
    clock.advance(Duration.ofMinutes(10));
    assertThat(other.sessions.find(second.token())).isEmpty();

    Sessions.Opened third = one.signIn.password("ada", PASSWORD, Optional.empty());
    assertThat(one.sessions.list(Optional.of(ada.person())))
        .extracting(Sessions.Listed::id)
        .containsExactly(third.signedIn().session());
    Known grace = enrol("grace");
    assertThat(
            other.sessions.revoke(
                third.signedIn().session(), Optional.of(grace.person()), grace.person().id()))
        .isFalse();
    assertThat(
            other.sessions.revoke(
                third.signedIn().session(), Optional.of(ada.person()), ada.person().id()))
        .isTrue();
    assertThat(one.sessions.find(third.token())).isEmpty();
    assertThat(types()).contains("session.ended");
  }

  @Test
  void whoIsDisabledIsOutWithTheNextRequest() {
    Known ada = enrol("ada");
    assertThat(one.sessions.find(ada.session().token())).isPresent();
    other.accounts.activate(ada.person(), false, "operator");
    assertThat(one.sessions.find(ada.session().token())).isEmpty();
    refused(
        SignInRefused.Reason.WRONG, () -> one.signIn.password("ada", PASSWORD, Optional.empty()));
  }

  @Test
  void aRoleEndsAtItsDateAndWhenItIsTaken() {
    Known ada = enrol("ada");
    Token token = ada.session().token();
    assertThat(one.sessions.find(token).orElseThrow().roles()).containsExactly(Role.AUDITOR);
    other.accounts.grant(ada.person(), Set.of(Role.BILLING), Duration.ofDays(1), "operator");
    assertThat(one.sessions.find(token).orElseThrow().roles()).containsExactly(Role.BILLING);
    assertThat(one.accounts.named("ada").orElseThrow().roles(clock.instant().plusSeconds(86_401)))
        .isEmpty();
    assertThat(types()).contains("grant.changed");
  }

  @Test
  void aResetTakesAllFactorsAndSessionsAway() {
    Known ada = enrol("ada");
    Token link = one.enrolment.reset(ada.person(), Proofing.KNOWN, "operator").token();
    assertThat(one.factors.list(ada.person())).isEmpty();
    assertThat(one.sessions.find(ada.session().token())).isEmpty();
    refused(
        SignInRefused.Reason.WRONG, () -> one.signIn.password("ada", PASSWORD, Optional.empty()));
    assertThat(one.enrolment.look(link).person()).isEqualTo(ada.person());
    assertThat(types()).contains("factor.removed");
  }

  @Test
  void theLastWayInCannotBeRemoved() {
    Known ada = enrol("ada");
    SignedIn session = ada.session().signedIn();
    String totp =
        one.factors.list(ada.person()).stream()
            .filter(factor -> factor.factor() == Factor.TOTP)
            .findFirst()
            .orElseThrow()
            .id();
    refused(SignInRefused.Reason.FORBIDDEN, () -> one.enrolment.remove(session, totp));
  }

  @Test
  void whatTheLedgerDoesNotTakeDoesNotHold() {
    Known ada = enrol("ada");
    audit.audit().close();
    assertThatThrownBy(() -> one.signIn.password("ada", PASSWORD, Optional.empty()))
        .isInstanceOf(AuditUnavailable.class);
    assertThat(one.sessions.list(Optional.of(ada.person()))).hasSize(1);
    assertThatThrownBy(() -> one.accounts.add("grace", Set.of(Role.BILLING), "operator"))
        .isInstanceOf(AuditUnavailable.class);
    assertThat(one.accounts.named("grace")).isEmpty();
    assertThatThrownBy(() -> one.accounts.activate(ada.person(), false, "operator"))
        .isInstanceOf(AuditUnavailable.class);
    assertThat(one.accounts.named("ada").orElseThrow().active()).isTrue();
  }

  @Test
  void aChallengeIsGoodOnceForItsUseAndAWhile() {
    Known ada = enrol("ada");
    Site site = Site.of(PeopleSettings.DEFAULT, true, 8443);
    VirtualPasskey key = new VirtualPasskey(random);
    SignedIn session = ada.session().signedIn();
    String made = key.create(one.enrolment.anotherOptions(session, site), site.origin(), true);
    other.enrolment.another(session, site, made);
    refused(SignInRefused.Reason.WRONG, () -> one.enrolment.another(session, site, made));

    String answer = key.get(one.passkeys.signInOptions(site), site.origin(), true);
    Sessions.Opened opened = other.signIn.passkey(Optional.empty(), site, answer);
    assertThat(opened.signedIn().aal()).isEqualTo(2);
    assertThat(opened.signedIn().phishingResistant()).isTrue();
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, answer));

    String late = key.get(one.passkeys.signInOptions(site), site.origin(), true);
    clock.advance(Duration.ofMinutes(6));
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, late));
    String swapped = key.get(one.enrolment.anotherOptions(session, site), site.origin(), true);
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, swapped));
  }

  @Test
  void aPasskeyWhoseHolderWasNotVerifiedOrWhichAnotherSiteAskedProvesNobody() {
    Known ada = enrol("ada");
    Site site = Site.of(PeopleSettings.DEFAULT, true, 8443);
    VirtualPasskey key = new VirtualPasskey(random);
    SignedIn session = ada.session().signedIn();
    assertThat(
            one.enrolment
                .anotherOptions(session, site)
                .at("/authenticatorSelection/userVerification")
                .asString())
        .isEqualTo("required");
    assertThat(one.passkeys.signInOptions(site).path("userVerification").asString())
        .isEqualTo("required");
    String unverified =
        key.create(one.enrolment.anotherOptions(session, site), site.origin(), false);
    refused(SignInRefused.Reason.WRONG, () -> one.enrolment.another(session, site, unverified));
    one.enrolment.another(
        session,
        site,
        key.create(one.enrolment.anotherOptions(session, site), site.origin(), true));

    String without = key.get(one.passkeys.signInOptions(site), site.origin(), false);
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, without));
    String phished = key.get(one.passkeys.signInOptions(site), "https://localhost:9999", true);
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, phished));
    for (String rubbish : List.of("", "{", "{}", "[]", "null", "{\"response\":{}}")) {
      refused(
          SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, rubbish));
    }
    SignedIn grace = enrol("grace").session().signedIn();
    String hers = key.get(one.passkeys.signInOptions(site), site.origin(), true);
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.of(grace), site, hers));
    assertThat(types()).contains("session.failed");
  }

  @Test
  void passwordThenPasskeyInOneSessionJoin() {
    Known ada = enrol("ada");
    Site site = Site.of(PeopleSettings.DEFAULT, true, 8443);
    VirtualPasskey key = new VirtualPasskey(random);
    one.enrolment.another(
        ada.session().signedIn(),
        site,
        key.create(
            one.enrolment.anotherOptions(ada.session().signedIn(), site), site.origin(), true));
    Sessions.Opened first = one.signIn.password("ada", PASSWORD, Optional.empty());
    Sessions.Opened both =
        one.signIn.passkey(
            Optional.of(first.signedIn()),
            site,
            key.get(one.passkeys.signInOptions(site), site.origin(), true));
    assertThat(both.signedIn().proofs())
        .extracting(Proof::factor)
        .containsExactly(Factor.PASSWORD, Factor.PASSKEY);
    both.signedIn().requirePasskey(Duration.ofMinutes(15));
    clock.advance(Duration.ofMinutes(16));
    SignedIn later = one.sessions.find(both.token()).orElseThrow();
    assertThatThrownBy(() -> later.requirePasskey(Duration.ofMinutes(15)))
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    assertThatThrownBy(() -> later.require(2, Duration.ofMinutes(15)))
        .isInstanceOf(SignedIn.StepUpNeeded.class);
    later.require(2, Duration.ofHours(12));
  }

  @Test
  void aPasskeyWhoseCounterDoesNotGrowIsRefused() {
    Known ada = enrol("ada");
    Site site = Site.of(PeopleSettings.DEFAULT, true, 8443);
    VirtualPasskey key = new VirtualPasskey(random);
    SignedIn session = ada.session().signedIn();
    one.enrolment.another(
        session,
        site,
        key.create(one.enrolment.anotherOptions(session, site), site.origin(), true));
    one.signIn.passkey(
        Optional.empty(), site, key.get(one.passkeys.signInOptions(site), site.origin(), true));
    key.rewind();
    String cloned = key.get(one.passkeys.signInOptions(site), site.origin(), true);
    refused(SignInRefused.Reason.WRONG, () -> one.signIn.passkey(Optional.empty(), site, cloned));
  }
}
