package io.roomlog.edge.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// What a server shows that it is who it says: a certificate with those that vouch for it, and its private key.
///
/// @param chain the certificate first
record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";

    PemIdentity {
        chain = List.copyOf(chain);
    }

    /// A part of a PEM file (RFC 7468).
    private record Block(String kind, String base64) {
        byte[] decode() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    private static List<Block> blocks(byte[] pem) {
        return BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1))
                .results()
                .map(found -> new Block(found.group(1), found.group(2)))
                .toList();
    }

    /// The certificates of a PEM file, one or more.
    ///
    /// @throws GeneralSecurityException if there is none, or one is malformed; the message ends a sentence
    static List<X509Certificate> chain(byte[] pem) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.kind.equals(CERTIFICATE)) {
                try {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.decode())));
                } catch (IllegalArgumentException | CertificateException malformed) {
                    throw new CertificateException(
                            "holds a certificate that cannot be read: " + malformed.getMessage());
                }
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateException("holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return chain;
    }

    /// The private key of a PEM file, that of a certificate.
    ///
    /// @throws GeneralSecurityException if there is none, or it is another's; the message ends a sentence, and
    ///     tells nothing of the key
    static PrivateKey key(byte[] pem, X509Certificate certificate) throws GeneralSecurityException {
        List<Block> blocks = blocks(pem);
        Block found = blocks.stream()
                .filter(block -> block.kind.equals(PKCS8))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidKeyException("holds no private key in PKCS#8 (-----BEGIN PRIVATE KEY-----)"
                                + " but " + (blocks.isEmpty() ? "nothing in PEM" : blocks.getFirst().kind)
                                + "; openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW makes one of most others"));
        PublicKey partner = certificate.getPublicKey();
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(partner.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(found.decode()));
        } catch (IllegalArgumentException | InvalidKeySpecException malformed) {
            throw new InvalidKeyException("holds no " + partner.getAlgorithm() + " key, as its certificate has");
        }
        if (!arePartners(key, partner)) {
            throw new InvalidKeyException("is the key of another certificate");
        }
        return key;
    }

    private static boolean arePartners(PrivateKey key, PublicKey partner) throws GeneralSecurityException {
        String algorithm = switch (partner.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> partner.getAlgorithm();
        };
        byte[] something = algorithm.getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(something);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(partner);
        verifying.update(something);
        return verifying.verify(signing.sign());
    }

    /// When the first of the certificates ends, in seconds since 1970.
    long endsAtSeconds() {
        return chain.stream()
                .mapToLong(certificate -> certificate.getNotAfter().toInstant().getEpochSecond())
                .min()
                .orElseThrow();
    }
}
