package org.quietdrop.tests.stranger;

import java.util.Set;

/**
 * One question with all that bears on it, and the truth.
 *
 * @param subject about whom: what is learnt of one subject is not used for another
 */
record Sample(Object subject, Set<Object> tokens, boolean truth) {}
