package org.wardhealth.server.console;

/**
 * A word or two about a state.
 *
 * @param tone shown by colour and shape
 * @param text shown as words
 */
record Tag(Tone tone, String text) {}
