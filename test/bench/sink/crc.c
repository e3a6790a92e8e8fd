/*
 * Any reflected CRC of 64 bits, and those of 32 as one whose polynomial is multiplied by x^32: their value is then in the lower half.
 * Polynomials are numbers whose bit 63 is the coefficient of x^0.
 */
#include "sink.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static uint64_t polynomial, ones, tables[8][256];
static const uint64_t one = 1ull << 63;

static uint64_t times_x(uint64_t value) { return value & 1 ? value >> 1 ^ polynomial : value >> 1; }

static uint64_t multiply(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  for (uint64_t bit = one; bit; bit >>= 1, b = times_x(b)) {
    if (a & bit) product ^= b;
  }
  return product;
}

static uint64_t power_of_x(uint64_t exponent) {
  uint64_t power = one, square = one >> 1;
  for (; exponent; exponent >>= 1, square = multiply(square, square)) {
    if (exponent & 1) power = multiply(power, square);
  }
  return power;
}

static uint64_t add_by_tables(uint64_t state, const unsigned char *bytes, size_t size) {
  for (; size >= 8; bytes += 8, size -= 8) {
    uint64_t next = 0;
    for (int at = 7; at >= 0; at -= 1) next = next << 8 | bytes[at];
    state ^= next;
    next = 0;
    for (int at = 0; at < 8; at += 1) next ^= tables[7 - at][state >> 8 * at & 255];
    state = next;
  }
  for (; size; bytes += 1, size -= 1) state = tables[0][(state ^ *bytes) & 255] ^ state >> 8;
  return state;
}

#if defined(__x86_64__)
static bool can_fold;
static uint64_t over_512[2], over_128[2];

/* The product of two reflected numbers is one power of x too high, so the constants are one lower. */
static void distance(uint64_t constants[2], uint64_t bits) {
  constants[0] = power_of_x(bits + 63);
  constants[1] = power_of_x(bits - 1);
}

__attribute__((target("pclmul"))) static __m128i fold(__m128i value, __m128i constants, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(value, constants, 0x00);
  __m128i high = _mm_clmulepi64_si128(value, constants, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/* Takes whole 64 bytes, at least two of them, and leaves the checksum of what they come to. */
__attribute__((target("pclmul"))) static uint64_t add_by_folding(uint64_t state, const unsigned char *bytes,
                                                                 size_t size) {
  const __m128i *from = (const __m128i *)bytes;
  __m128i far = _mm_loadu_si128((const __m128i *)over_512), near = _mm_loadu_si128((const __m128i *)over_128);
  __m128i lanes[4];
  for (int lane = 0; lane < 4; lane += 1) lanes[lane] = _mm_loadu_si128(from++);
  lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi64_si128((long long)state));
  for (size -= 64; size; size -= 64) {
    for (int lane = 0; lane < 4; lane += 1) lanes[lane] = fold(lanes[lane], far, _mm_loadu_si128(from++));
  }
  for (int lane = 1; lane < 4; lane += 1) lanes[lane] = fold(lanes[lane - 1], near, lanes[lane]);
  unsigned char rest[16];
  _mm_storeu_si128((__m128i *)rest, lanes[3]);
  return add_by_tables(0, rest, sizeof rest);
}
#endif

bool crc_choose(const char *name) {
  ones = UINT64_MAX;
  if (!strcmp(name, "crc64")) polynomial = 0xc96c5795d7870f42;
  else if (!strcmp(name, "crc64nvme")) polynomial = 0x9a6c9329ac4bc9b5;
  else if (!strcmp(name, "crc32")) polynomial = 0xedb88320, ones = UINT32_MAX;
  else return false;
  for (unsigned byte = 0; byte < 256; byte += 1) {
    uint64_t value = byte;
    for (int bit = 0; bit < 8; bit += 1) value = times_x(value);
    tables[0][byte] = value;
  }
  for (int table = 1; table < 8; table += 1) {
    for (unsigned byte = 0; byte < 256; byte += 1) {
      uint64_t before = tables[table - 1][byte];
      tables[table][byte] = tables[0][before & 255] ^ before >> 8;
    }
  }
#if defined(__x86_64__)
  can_fold = __builtin_cpu_supports("pclmul");
  distance(over_512, 512);
  distance(over_128, 128);
#endif
  return true;
}

uint64_t crc_start(void) { return ones; }

uint64_t crc_end(uint64_t state) { return state ^ ones; }

uint64_t crc_add(uint64_t state, const unsigned char *bytes, size_t size) {
#if defined(__x86_64__)
  size_t folded = size & ~(size_t)63;
  if (can_fold && folded >= 128) {
    state = add_by_folding(state, bytes, folded);
    bytes += folded;
    size -= folded;
  }
#endif
  return add_by_tables(state, bytes, size);
}

uint64_t crc_join(uint64_t first, uint64_t second, uint64_t second_size) {
  return multiply(power_of_x(8 * second_size), first) ^ second;
}
