package org.wardhealth.server.console;

/**
 * That something was done.
 *
 * @param about whom or what it was done to
 * @param text what holds from now on
 * @param back where to go on
 * @param backText what that is called
 */
record Done(String about, String text, String back, String backText) {}
