#pragma once
// Vectors of the instruction sets that a lane may carry: what a tile, a row and a shuffle are made of.
//
// Attributes for an instruction set stand on these structs alone. A verb is plain, always_inline text; `Set::run` is the one
// door through which it is compiled for an instruction set. Vectors pass by reference: by value they would need an ABI that
// the baseline lacks.

#include <cstddef>
#include <cstdint>

#include <genoprop/core/config.hpp>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>

#include <type_traits>
#endif

namespace genoprop {

// -O2 leaves loops alone that a lane lives on; and whatever the flags of a file, its lanes keep the order and the form of
// every sum. GCC alone takes this from an attribute. (With a sanitizer's checks in every loop -O3 buys nothing but minutes.)
// No clones for one caller's constants: a verb is compiled once.
#if defined(__clang__)
#define GENOPROP_HOT __attribute__((noinline))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GENOPROP_HOT __attribute__((noinline, noclone, optimize("fp-contract=off")))
#else
#define GENOPROP_HOT __attribute__((noinline, noclone, optimize("O3", "fp-contract=off")))
#endif

/// T side by side in `bytes` bytes.
template <class T, int bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(bytes)));
};

#if defined(__x86_64__)
#define GENOPROP_TARGET_AVX2 __attribute__((target("avx2,fma,bmi,bmi2,lzcnt,popcnt")))
#if defined(__clang__)
#define GENOPROP_TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi,bmi2,lzcnt,popcnt")))
#else
#define GENOPROP_TARGET_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi,bmi2,lzcnt,popcnt,prefer-vector-width=512")))
#endif

/// The last two rounds of a tree of pairs, for rows so short that there is nothing before them.
struct FourStrands {
  template <bool largest>
  GENOPROP_TARGET_AVX2 static inline float tree(const float* strands) {
    __m128 v = _mm_loadu_ps(strands);
    join<largest>(v, _mm_movehl_ps(v, v));
    join<largest>(v, _mm_movehdup_ps(v));
    return _mm_cvtss_f32(v);
  }
  template <bool largest>
  GENOPROP_TARGET_AVX2 static inline double tree(const double* strands) {
    __m128d v = _mm_loadu_pd(strands);
    join<largest>(v, _mm_loadu_pd(strands + 2));
    join<largest>(v, _mm_unpackhi_pd(v, v));
    return _mm_cvtsd_f64(v);
  }

 private:
  template <bool largest>
  GENOPROP_TARGET_AVX2 static inline void join(__m128& v, const __m128& b) {
    v = largest ? _mm_blendv_ps(_mm_max_ps(b, v), b, _mm_cmpunord_ps(b, b)) : _mm_add_ps(v, b);
  }
  template <bool largest>
  GENOPROP_TARGET_AVX2 static inline void join(__m128d& v, const __m128d& b) {
    v = largest ? _mm_blendv_pd(_mm_max_pd(b, v), b, _mm_cmpunord_pd(b, b)) : _mm_add_pd(v, b);
  }
};

/// 16 floats or 8 doubles.
struct Avx512 {
  static constexpr int bytes = 64;
  static constexpr int tile_rows = 8;  ///< of a tile two vectors wide: what the registers hold
  using Short = FourStrands;
  template <class T>
  using Vector = typename VectorOf<T, bytes>::type;

  static bool here() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx2") &&
           __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  }
  template <class Verb>
  GENOPROP_TARGET_AVX512 GENOPROP_HOT static void run(const Verb& verb) {
    verb();
  }

  GENOPROP_TARGET_AVX512 static inline void zero(Vector<float>& v) { v = _mm512_setzero_ps(); }
  GENOPROP_TARGET_AVX512 static inline void zero(Vector<double>& v) { v = _mm512_setzero_pd(); }
  GENOPROP_TARGET_AVX512 static inline void load(Vector<float>& v, const float* p) { v = _mm512_loadu_ps(p); }
  GENOPROP_TARGET_AVX512 static inline void load(Vector<double>& v, const double* p) { v = _mm512_loadu_pd(p); }
  /// the first n of them, zeros behind: touches nothing beyond p + n
  GENOPROP_TARGET_AVX512 static inline void load(Vector<float>& v, const float* p, Index n) {
    v = _mm512_maskz_loadu_ps(static_cast<__mmask16>(_bzhi_u32(0xFFFFu, static_cast<unsigned>(n))), p);
  }
  GENOPROP_TARGET_AVX512 static inline void load(Vector<double>& v, const double* p, Index n) {
    v = _mm512_maskz_loadu_pd(static_cast<__mmask8>(_bzhi_u32(0xFFu, static_cast<unsigned>(n))), p);
  }
  GENOPROP_TARGET_AVX512 static inline void store(float* p, const Vector<float>& v) { _mm512_storeu_ps(p, v); }
  GENOPROP_TARGET_AVX512 static inline void store(double* p, const Vector<double>& v) { _mm512_storeu_pd(p, v); }
  GENOPROP_TARGET_AVX512 static inline void add(Vector<float>& v, const Vector<float>& b) { v = _mm512_add_ps(v, b); }
  GENOPROP_TARGET_AVX512 static inline void add(Vector<double>& v, const Vector<double>& b) { v = _mm512_add_pd(v, b); }
  /// larger of two in every place, NaN if either is: math::max(b, v)
  GENOPROP_TARGET_AVX512 static inline void max(Vector<float>& v, const Vector<float>& b) {
    v = _mm512_mask_max_ps(b, _mm512_cmp_ps_mask(b, b, _CMP_ORD_Q), b, v);
  }
  GENOPROP_TARGET_AVX512 static inline void max(Vector<double>& v, const Vector<double>& b) {
    v = _mm512_mask_max_pd(b, _mm512_cmp_pd_mask(b, b, _CMP_ORD_Q), b, v);
  }
  /// v = *s b + v in every place
  GENOPROP_TARGET_AVX512 static inline void fma(Vector<float>& v, const float* s, const Vector<float>& b) {
    v = _mm512_fmadd_ps(_mm512_set1_ps(*s), b, v);
  }
  GENOPROP_TARGET_AVX512 static inline void fma(Vector<double>& v, const double* s, const Vector<double>& b) {
    v = _mm512_fmadd_pd(_mm512_set1_pd(*s), b, v);
  }

  // Whole numbers in places of 64 bits, of which a draw (philox_abreast.hpp) means the lower half. Masks of ones: GCC 12 takes the others'
  // _mm512_undefined_epi32 for a mistake of ours.
  using Wide = Vector<long long>;
  GENOPROP_TARGET_AVX512 static inline void fill(Wide& v, std::uint32_t x) { v = _mm512_set1_epi64(x); }
  /// first, first + 1, ...
  GENOPROP_TARGET_AVX512 static inline void count(Wide& v, std::uint32_t first) {
    v = _mm512_add_epi32(_mm512_set1_epi64(first), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
  }
  GENOPROP_TARGET_AVX512 static inline void add(Wide& v, const Wide& b) { v = _mm512_add_epi64(v, b); }
  /// product = all 64 bits of a b
  GENOPROP_TARGET_AVX512 static inline void multiply(Wide& product, const Wide& a, const Wide& b) {
    product = _mm512_maskz_mul_epu32(0xFF, a, b);
  }
  /// v = upper half of v ^ b ^ c
  GENOPROP_TARGET_AVX512 static inline void upper_xor(Wide& v, const Wide& b, const Wide& c) {
    v = _mm512_ternarylogic_epi64(_mm512_maskz_srli_epi64(0xFF, v, 32), b, c, 0x96);
  }
  GENOPROP_TARGET_AVX512 static inline void store_lower(std::uint32_t* p, const Wide& v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_maskz_cvtepi64_epi32(0xFF, v));
  }

  /// to[l] = what Map says of a and b laid end to end. Written out: nvcc loses a pack among the arguments of the builtin.
  template <class Map, class T>
  GENOPROP_TARGET_AVX512 static inline void pick(T& to, const T& a, const T& b) {
    using M = Map;
    if constexpr (sizeof(a[0]) == 4)
      to = __builtin_shufflevector(a, b, M::at(0), M::at(1), M::at(2), M::at(3), M::at(4), M::at(5), M::at(6), M::at(7), M::at(8), M::at(9),
                                   M::at(10), M::at(11), M::at(12), M::at(13), M::at(14), M::at(15));
    else
      to = __builtin_shufflevector(a, b, M::at(0), M::at(1), M::at(2), M::at(3), M::at(4), M::at(5), M::at(6), M::at(7));
  }
};

/// 8 floats or 4 doubles.
struct Avx2 {
  static constexpr int bytes = 32;
  static constexpr int tile_rows = 6;
  using Short = FourStrands;
  template <class T>
  using Vector = typename VectorOf<T, bytes>::type;

  static bool here() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
  }
  template <class Verb>
  GENOPROP_TARGET_AVX2 GENOPROP_HOT static void run(const Verb& verb) {
    verb();
  }

  GENOPROP_TARGET_AVX2 static inline void zero(Vector<float>& v) { v = _mm256_setzero_ps(); }
  GENOPROP_TARGET_AVX2 static inline void zero(Vector<double>& v) { v = _mm256_setzero_pd(); }
  GENOPROP_TARGET_AVX2 static inline void load(Vector<float>& v, const float* p) { v = _mm256_loadu_ps(p); }
  GENOPROP_TARGET_AVX2 static inline void load(Vector<double>& v, const double* p) { v = _mm256_loadu_pd(p); }
  GENOPROP_TARGET_AVX2 static inline void load(Vector<float>& v, const float* p, Index n) {
    v = _mm256_maskload_ps(p, _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7)));
  }
  GENOPROP_TARGET_AVX2 static inline void load(Vector<double>& v, const double* p, Index n) {
    v = _mm256_maskload_pd(p, _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3)));
  }
  GENOPROP_TARGET_AVX2 static inline void store(float* p, const Vector<float>& v) { _mm256_storeu_ps(p, v); }
  GENOPROP_TARGET_AVX2 static inline void store(double* p, const Vector<double>& v) { _mm256_storeu_pd(p, v); }
  GENOPROP_TARGET_AVX2 static inline void add(Vector<float>& v, const Vector<float>& b) { v = _mm256_add_ps(v, b); }
  GENOPROP_TARGET_AVX2 static inline void add(Vector<double>& v, const Vector<double>& b) { v = _mm256_add_pd(v, b); }
  GENOPROP_TARGET_AVX2 static inline void max(Vector<float>& v, const Vector<float>& b) {
    v = _mm256_blendv_ps(_mm256_max_ps(b, v), b, _mm256_cmp_ps(b, b, _CMP_UNORD_Q));
  }
  GENOPROP_TARGET_AVX2 static inline void max(Vector<double>& v, const Vector<double>& b) {
    v = _mm256_blendv_pd(_mm256_max_pd(b, v), b, _mm256_cmp_pd(b, b, _CMP_UNORD_Q));
  }
  GENOPROP_TARGET_AVX2 static inline void fma(Vector<float>& v, const float* s, const Vector<float>& b) {
    v = _mm256_fmadd_ps(_mm256_broadcast_ss(s), b, v);
  }
  GENOPROP_TARGET_AVX2 static inline void fma(Vector<double>& v, const double* s, const Vector<double>& b) {
    v = _mm256_fmadd_pd(_mm256_broadcast_sd(s), b, v);
  }

  template <class Map, class T>
  GENOPROP_TARGET_AVX2 static inline void pick(T& to, const T& a, const T& b) {
    using M = Map;
    if constexpr (sizeof(a[0]) == 4)
      to = __builtin_shufflevector(a, b, M::at(0), M::at(1), M::at(2), M::at(3), M::at(4), M::at(5), M::at(6), M::at(7));
    else
      to = __builtin_shufflevector(a, b, M::at(0), M::at(1), M::at(2), M::at(3));
  }
};
#elif defined(__aarch64__)
/// 4 floats or 2 doubles: every 64-bit ARM has them, and fma, so nothing stands here but an attribute less.
struct Neon {
  static constexpr int bytes = 16;
  static constexpr int tile_rows = 8;
  template <class T>
  using Vector = std::conditional_t<sizeof(T) == 4, float32x4_t, float64x2_t>;

  struct Short {
    template <bool largest, class T>
    static inline T tree(const T* s) {
      return join<largest>(join<largest>(s[0], s[2]), join<largest>(s[1], s[3]));
    }

   private:
    template <bool largest, class T>
    static inline T join(T a, T b) {
      return largest ? (b > a || b != b ? b : a) : a + b;
    }
  };

  static bool here() { return true; }
  template <class Verb>
  GENOPROP_HOT static void run(const Verb& verb) {
    verb();
  }

  static inline void zero(float32x4_t& v) { v = vdupq_n_f32(0); }
  static inline void zero(float64x2_t& v) { v = vdupq_n_f64(0); }
  static inline void load(float32x4_t& v, const float* p) { v = vld1q_f32(p); }
  static inline void load(float64x2_t& v, const double* p) { v = vld1q_f64(p); }
  template <class T>
  static inline void load(Vector<T>& v, const T* p, Index n) {
    constexpr Index width = bytes / static_cast<Index>(sizeof(T));
    if (n >= width) return load(v, p);
    T part[width] = {};
    for (Index l = 0; l < n; ++l) part[l] = p[l];
    load(v, part);
  }
  static inline void store(float* p, const float32x4_t& v) { vst1q_f32(p, v); }
  static inline void store(double* p, const float64x2_t& v) { vst1q_f64(p, v); }
  static inline void add(float32x4_t& v, const float32x4_t& b) { v = vaddq_f32(v, b); }
  static inline void add(float64x2_t& v, const float64x2_t& b) { v = vaddq_f64(v, b); }
  /// (vmaxq takes +0 of two zeros, math::max the second one)
  static inline void max(float32x4_t& v, const float32x4_t& b) { v = vbslq_f32(vcgtq_f32(b, v), b, vbslq_f32(vceqq_f32(b, b), v, b)); }
  static inline void max(float64x2_t& v, const float64x2_t& b) { v = vbslq_f64(vcgtq_f64(b, v), b, vbslq_f64(vceqq_f64(b, b), v, b)); }
  static inline void fma(float32x4_t& v, const float* s, const float32x4_t& b) { v = vfmaq_n_f32(v, b, *s); }
  static inline void fma(float64x2_t& v, const double* s, const float64x2_t& b) { v = vfmaq_n_f64(v, b, *s); }

  template <class Map, class T>
  static inline void pick(T& to, const T& a, const T& b) {
    using M = Map;
    if constexpr (sizeof(a[0]) == 4)
      to = __builtin_shufflevector(a, b, M::at(0), M::at(1), M::at(2), M::at(3));
    else
      to = __builtin_shufflevector(a, b, M::at(0), M::at(1));
  }
};
#endif

}  // namespace genoprop
