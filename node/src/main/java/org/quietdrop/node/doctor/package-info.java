/**
 * {@code doctor}: facts about a machine, its network and its node, and what they mean. Pure: the
 * facts are gathered elsewhere, so that every verdict can be tested without a machine.
 */
@NullMarked
package org.quietdrop.node.doctor;

import org.jspecify.annotations.NullMarked;
