#include "sha2.h"

#include <string.h>

#include "platform.h"

/** The first bits of the cube roots of the first 80 primes (4.2.3); of the first 64, the upper halves are SHA-256's. */
static const uint64_t round_constants[80] = {
    0x428a2f98d728ae22u, 0x7137449123ef65cdu, 0xb5c0fbcfec4d3b2fu, 0xe9b5dba58189dbbcu,
    0x3956c25bf348b538u, 0x59f111f1b605d019u, 0x923f82a4af194f9bu, 0xab1c5ed5da6d8118u,
    0xd807aa98a3030242u, 0x12835b0145706fbeu, 0x243185be4ee4b28cu, 0x550c7dc3d5ffb4e2u,
    0x72be5d74f27b896fu, 0x80deb1fe3b1696b1u, 0x9bdc06a725c71235u, 0xc19bf174cf692694u,
    0xe49b69c19ef14ad2u, 0xefbe4786384f25e3u, 0x0fc19dc68b8cd5b5u, 0x240ca1cc77ac9c65u,
    0x2de92c6f592b0275u, 0x4a7484aa6ea6e483u, 0x5cb0a9dcbd41fbd4u, 0x76f988da831153b5u,
    0x983e5152ee66dfabu, 0xa831c66d2db43210u, 0xb00327c898fb213fu, 0xbf597fc7beef0ee4u,
    0xc6e00bf33da88fc2u, 0xd5a79147930aa725u, 0x06ca6351e003826fu, 0x142929670a0e6e70u,
    0x27b70a8546d22ffcu, 0x2e1b21385c26c926u, 0x4d2c6dfc5ac42aedu, 0x53380d139d95b3dfu,
    0x650a73548baf63deu, 0x766a0abb3c77b2a8u, 0x81c2c92e47edaee6u, 0x92722c851482353bu,
    0xa2bfe8a14cf10364u, 0xa81a664bbc423001u, 0xc24b8b70d0f89791u, 0xc76c51a30654be30u,
    0xd192e819d6ef5218u, 0xd69906245565a910u, 0xf40e35855771202au, 0x106aa07032bbd1b8u,
    0x19a4c116b8d2d0c8u, 0x1e376c085141ab53u, 0x2748774cdf8eeb99u, 0x34b0bcb5e19b48a8u,
    0x391c0cb3c5c95a63u, 0x4ed8aa4ae3418acbu, 0x5b9cca4f7763e373u, 0x682e6ff3d6b2b8a3u,
    0x748f82ee5defb2fcu, 0x78a5636f43172f60u, 0x84c87814a1f0ab72u, 0x8cc702081a6439ecu,
    0x90befffa23631e28u, 0xa4506cebde82bde9u, 0xbef9a3f7b2c67915u, 0xc67178f2e372532bu,
    0xca273eceea26619cu, 0xd186b8c721c0c207u, 0xeada7dd6cde0eb1eu, 0xf57d4f7fee6ed178u,
    0x06f067aa72176fbau, 0x0a637dc5a2c898a6u, 0x113f9804bef90daeu, 0x1b710b35131c471bu,
    0x28db77f523047d84u, 0x32caab7b40c72493u, 0x3c9ebe0a15c9bebcu, 0x431d67c49c100d4cu,
    0x4cc5d4becb3e42b6u, 0x597f299cfc657e2au, 0x5fcb6fab3ad6faecu, 0x6c44198c4a475817u};

/** The first bits of the square roots of the first 16 primes (5.3.4, 5.3.5); upper halves for SHA-256 (5.3.3). */
static const uint64_t initial_512[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};
static const uint64_t initial_384[8] = {
    0xcbbb9d5dc1059ed8u, 0x629a292a367cd507u, 0x9159015a3070dd17u, 0x152fecd8f70e5939u,
    0x67332667ffc00b31u, 0x8eb44a8768581511u, 0xdb0c2e0d64f98fa7u, 0x47b5481dbefa4fa4u};

static uint32_t right32(uint32_t value, unsigned by) {
  return (value >> by) | (value << (32 - by));
}

static uint64_t right64(uint64_t value, unsigned by) {
  return (value >> by) | (value << (64 - by));
}

static size_t block_size(const struct sha2 *sha2) {
  return sha2->kind == SHA2_256 ? 64 : 128;
}

static void compress_256(struct sha2 *sha2) {
  uint32_t w[64], s[8];
  for (size_t t = 0; t < 16; t++) {
    const uint8_t *from = sha2->block + 4 * t;
    w[t] = (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
  }
  for (size_t t = 16; t < 64; t++) {
    uint32_t low = right32(w[t - 15], 7) ^ right32(w[t - 15], 18) ^ (w[t - 15] >> 3);
    uint32_t high = right32(w[t - 2], 17) ^ right32(w[t - 2], 19) ^ (w[t - 2] >> 10);
    w[t] = high + w[t - 7] + low + w[t - 16];
  }
  for (size_t i = 0; i < 8; i++) s[i] = (uint32_t)sha2->state[i];
  for (size_t t = 0; t < 64; t++) {
    uint32_t high = right32(s[4], 6) ^ right32(s[4], 11) ^ right32(s[4], 25);
    uint32_t low = right32(s[0], 2) ^ right32(s[0], 13) ^ right32(s[0], 22);
    uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    uint32_t first = s[7] + high + choice + (uint32_t)(round_constants[t] >> 32) + w[t];
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += first;
    s[0] = first + low + majority;
  }
  for (size_t i = 0; i < 8; i++) sha2->state[i] = (uint32_t)(sha2->state[i] + s[i]);
  cleanse(w, sizeof w);
}

static void compress_512(struct sha2 *sha2) {
  uint64_t w[80], s[8];
  for (size_t t = 0; t < 16; t++) {
    w[t] = 0;
    for (size_t i = 0; i < 8; i++) w[t] = w[t] << 8 | sha2->block[8 * t + i];
  }
  for (size_t t = 16; t < 80; t++) {
    uint64_t low = right64(w[t - 15], 1) ^ right64(w[t - 15], 8) ^ (w[t - 15] >> 7);
    uint64_t high = right64(w[t - 2], 19) ^ right64(w[t - 2], 61) ^ (w[t - 2] >> 6);
    w[t] = high + w[t - 7] + low + w[t - 16];
  }
  memcpy(s, sha2->state, sizeof s);
  for (size_t t = 0; t < 80; t++) {
    uint64_t high = right64(s[4], 14) ^ right64(s[4], 18) ^ right64(s[4], 41);
    uint64_t low = right64(s[0], 28) ^ right64(s[0], 34) ^ right64(s[0], 39);
    uint64_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    uint64_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    uint64_t first = s[7] + high + choice + round_constants[t] + w[t];
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += first;
    s[0] = first + low + majority;
  }
  for (size_t i = 0; i < 8; i++) sha2->state[i] += s[i];
  cleanse(w, sizeof w);
}

static void compress(struct sha2 *sha2) {
  if (sha2->kind == SHA2_256) {
    compress_256(sha2);
  } else {
    compress_512(sha2);
  }
  sha2->block_length = 0;
}

void sha2_init(struct sha2 *sha2, enum sha2_kind kind) {
  *sha2 = (struct sha2){.kind = kind};
  for (size_t i = 0; i < 8; i++) {
    if (kind == SHA2_256) sha2->state[i] = initial_512[i] >> 32;
    if (kind == SHA2_384) sha2->state[i] = initial_384[i];
    if (kind == SHA2_512) sha2->state[i] = initial_512[i];
  }
}

void sha2_update(struct sha2 *sha2, const uint8_t *data, size_t length) {
  sha2->total_length += length;
  while (length > 0) {
    size_t room = block_size(sha2) - sha2->block_length;
    size_t taken = length < room ? length : room;
    memcpy(sha2->block + sha2->block_length, data, taken);
    sha2->block_length += taken;
    data += taken;
    length -= taken;
    if (sha2->block_length == block_size(sha2)) compress(sha2);
  }
}

size_t sha2_final(struct sha2 *sha2, uint8_t digest[SHA2_DIGEST_LIMIT]) {
  uint64_t bits = sha2->total_length * 8;
  size_t size = block_size(sha2), length_field = size / 8;
  sha2->block[sha2->block_length++] = 0x80;
  memset(sha2->block + sha2->block_length, 0, size - sha2->block_length);
  if (sha2->block_length > size - length_field) {
    compress(sha2);
    memset(sha2->block, 0, size);
  }
  for (size_t i = 0; i < 8; i++) sha2->block[size - 1 - i] = (uint8_t)(bits >> (8 * i));
  compress(sha2);
  size_t word = sha2->kind == SHA2_256 ? 4 : 8;
  size_t length = sha2->kind == SHA2_256 ? 32 : sha2->kind == SHA2_384 ? 48 : 64;
  for (size_t i = 0; i < length; i++) {
    digest[i] = (uint8_t)(sha2->state[i / word] >> (8 * (word - 1 - i % word)));
  }
  cleanse(sha2, sizeof *sha2);
  return length;
}
