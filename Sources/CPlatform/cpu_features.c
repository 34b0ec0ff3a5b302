#include "CPlatform.h"

#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

uint32_t edge_cpu_features(void) {
  uint32_t features = 0;
#if defined(__x86_64__)
  // __builtin_cpu_supports asks CPUID and XGETBV, so a feature the system does not save is absent.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"))
    features |= EDGE_CPU_AVX2_FMA;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl")) {
    features |= EDGE_CPU_AVX512;
    if (__builtin_cpu_supports("avx512vnni")) features |= EDGE_CPU_AVX512_VNNI;
    if (__builtin_cpu_supports("avx512vbmi")) features |= EDGE_CPU_AVX512_VBMI;
  }
  if (__builtin_cpu_supports("sse4.2")) features |= EDGE_CPU_SSE42;
#elif defined(__aarch64__)
  unsigned long capabilities = getauxval(AT_HWCAP);
  features |= EDGE_CPU_NEON; // Part of the base architecture.
  if (capabilities & (1ul << 7)) features |= EDGE_CPU_ARM_CRC;
  if (capabilities & (1ul << 20)) features |= EDGE_CPU_ARM_DOT;
  if (getauxval(AT_HWCAP2) & (1ul << 13)) features |= EDGE_CPU_ARM_I8MM;
#endif
  return features;
}
