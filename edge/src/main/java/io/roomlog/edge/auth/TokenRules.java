package io.roomlog.edge.auth;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.Set;

/// What a token has to be, beside being signed.
///
/// @param algorithms those that are allowed
/// @param issuers whose tokens are taken; none for any issuer's
/// @param audiences of which a token names one or more; none for no matter which
/// @param leeway by how much clocks may differ
record TokenRules(Set<JWSAlgorithm> algorithms, Set<String> issuers, Set<String> audiences, Duration leeway) {}
