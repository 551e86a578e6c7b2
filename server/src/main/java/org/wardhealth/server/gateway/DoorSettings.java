package org.wardhealth.server.gateway;

/**
 * Bounds at the doors.
 *
 * @param bodyLimit of one request, in bytes
 */
public record DoorSettings(int bodyLimit) {}
