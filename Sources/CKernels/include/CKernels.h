/// Micro-kernels written with intrinsics. Not API: EdgeRuntime calls them, and what proves them.
///
/// Each kernel is a pure function of what its arguments point at: no allocation, no threads, no state. The
/// readable Swift version of each one is in EdgeRuntime/Kernels/Reference and is the law.
/// Names follow edge_<what>__<isa>; every function is compiled for its own instruction set, so call
/// one only where edge_cpu_features() reports that set. Strides are counted in floats.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Output channels that lie side by side in packed weights.
enum { EDGE_PANEL_WIDTH = 16 };
/// Input channels summed into one partial sum before it joins the total.
enum { EDGE_CHUNK_LENGTH = 256 };

/// A matrix product over time-major rows; a convolution where `taps` > 1.
///
///     total[r][n] = bias[n]
///     for tap, for chunk of at most 256 channels of that tap:
///         partial = 0;  for c in chunk: partial = fma(x[r][tap][c], w[tap][c][n], partial)
///         total[r][n] = total[r][n] + partial
///
/// This order of operations is the contract: every instruction set returns the same bits.
typedef struct {
  const float *input;         // row 0, tap 0, channel 0
  ptrdiff_t input_row_stride; // between the windows of neighbouring output rows
  ptrdiff_t input_tap_stride; // between the taps of one window
  const ptrdiff_t *input_places; // (rows) from `input` to each window, where no stride tells them; or NULL
  const float *weights;       // (panels, taps, channels, 16)
  const float *bias;          // (16 * panels), or NULL for zero
  float *output;              // row 0, first column of the first panel
  ptrdiff_t output_row_stride;
  int32_t rows;
  int32_t taps;
  int32_t channels; // per tap
  int32_t columns;  // output channels; the last panel may be partial, nothing beyond `columns` is written
} edge_gemm_f32;

/// The same with weights of IEEE 754 half precision: equation 11 of docs/quantization.md.
///
/// The result is that of edge_gemm_f32 over the floats which the weights stand for.
typedef struct {
  edge_gemm_f32 product;   // its weights are not read
  const uint16_t *weights; // (panels, taps, channels, 16)
} edge_gemm_f16;

/// Neighbouring input channels of a block of coded weights.
enum { EDGE_CODED_DEPTH = 4 };

/// Coded float32: the bytes of a block's codes, and those of the whole block.
enum { EDGE_C32_CODE_BYTES = 32, EDGE_C32_BLOCK_BYTES = 224 };

/// What stands before the blocks of a run: at most EDGE_CHUNK_LENGTH channels of one tap, so at most 64 blocks.
typedef struct {
  uint64_t patched;        // bit b: the upper bytes of block b are a patch, and its codes mean nothing
  uint64_t patches;        // bytes from here to the run's patches, 64 bytes for each bit in the order of the blocks
  uint8_t upper_bytes[16]; // what the codes stand for
} edge_c32_run;

/// edge_gemm_f32 with float32 weights in 28 bits: decision 15. The result is that of the floats, bit by bit.
///
/// The upper byte of a float (its sign and seven bits of its exponent) takes few values in a run of weights: a block
/// holds a code of four bits for it. A block is
///
///     codes (32): of weight i (of channel i / 16, column i % 16) in byte i / 2, the even in the lower half
///     the three lower bytes of each weight (192)
///
/// Where a block has an upper byte that is none of the sixteen, a patch holds the upper bytes of all its weights.
typedef struct {
  edge_gemm_f32 product;  // its weights are not read; `channels` is a multiple of EDGE_CODED_DEPTH
  const uint8_t *weights; // (panels, taps, runs): an edge_c32_run, then its blocks; 16 bytes beyond may be read
} edge_gemm_c32;

/// Coded half precision: where a block's signs and lower bytes begin, and its bytes.
enum { EDGE_C16_SIGNS = 32, EDGE_C16_LOWER_BYTES = 40, EDGE_C16_BLOCK_BYTES = 104 };

/// What stands before the blocks of a run: at most EDGE_CHUNK_LENGTH channels of one tap.
typedef struct {
  float scale;     // a power of two, by which every half of the run is multiplied
  uint32_t unused; // 0
} edge_c16_run;

/// edge_gemm_f16 with weights of half precision in 13 bits: decision 16. The result is that of the halves, bit by bit.
///
/// Divided by its run's scale, a weight has an exponent of at most 3: its upper three bits are zero, and left out. A
/// block is, of weight i,
///
///     nibbles (32): bits 8 to 11 in byte i % 32, those of the first 32 weights in the lower half
///     signs (8): bit 15 in byte i % 8, at bit i / 8
///     lower bytes (64): bits 0 to 7
///
/// Weights 0 to 7 are channel 0 in columns 0 to 7, 8 to 15 channel 1 there, 16 to 31 the same two in columns 8 to 15,
/// and 32 to 63 channels 2 and 3: so that vectors of lower and upper bytes, interleaved, are halves in order.
typedef struct {
  edge_gemm_f32 product;  // its weights are not read; `channels` is a multiple of EDGE_CODED_DEPTH
  const uint8_t *weights; // (panels, taps, runs): an edge_c16_run, then its blocks
} edge_gemm_c16;

/// Neighbouring input channels that stand together in packed int8 weights.
enum { EDGE_INT8_DEPTH = 4 };

/// Rows of floats as bytes: equations 1 to 4 of docs/quantization.md.
///
///     lo = min(0, x...), hi = max(0, x...)
///     scale = (hi - lo) / 255, zero = round(-lo * (255 / (hi - lo)))
///     byte[c] = clamp(round(x[c] * (255 / (hi - lo))) + zero, 0, 255)      halves to even
///
/// Bytes from `channels` up to the next multiple of four are 0. A row that is flat (hi - lo below 2^-100) has scale 0
/// and bytes 0; one that holds NaN or an infinity, or whose hi - lo overflows, has scale NaN and bytes 0.
typedef struct {
  const float *input;
  ptrdiff_t input_row_stride;
  uint8_t *output;
  ptrdiff_t output_row_stride; // bytes; at least `channels` rounded up to four
  float *scales;               // (rows)
  int32_t *zeros;              // (rows)
  int32_t rows, channels;
} edge_quantize_rows;

/// A matrix product of quantised rows with int8 weights: equations 5 and 6 (and 8, wide) of docs/quantization.md.
///
///     total[r][n] = bias[n]
///     for tap, for chunk:   l = r * row_step + tap * tap_step
///         sum = exact sum over the chunk's c of w[tap][c][n] * byte[l][c]
///         d = sum - zeros[l] * S
///         total[r][n] = total[r][n] + float(d) * (s * scales[l])
///
/// The wide form has two byte rows for each l, at 2l and 2l + 1, and
///
///         d = 256 * (sum[2l] - 128 * S) + (sum[2l + 1] - 128 * S)
///
/// Nothing is fused: every instruction set returns the same bits. Weights are (panels, taps, chunks of (groups of four
/// channels, 16, 4) bytes, then 16 floats s, then 16 int32 S, the sums of the chunk's weights).
typedef struct {
  const uint8_t *input;  // row 0
  ptrdiff_t input_stride; // bytes between neighbouring rows
  const float *scales;    // of each row; of each pair of rows in the wide form
  const int32_t *zeros;   // of each row; not read in the wide form
  const int8_t *weights;
  const float *bias; // (16 * panels), or NULL for zero
  float *output;
  ptrdiff_t output_row_stride;
  int32_t row_step; // rows between the windows of neighbouring output rows
  int32_t tap_step; // rows between the taps of one window
  int32_t rows;
  int32_t taps;
  int32_t channels;     // per tap
  int32_t chunk_length; // channels of a chunk, a multiple of four; the last may be shorter
  int32_t columns;
  int32_t is_wide;
} edge_gemm_i8;

/// A matrix product of floats with int8 weights: edge_gemm_f32 with the floats that the weights stand for.
///
///     w[tap][c][n] = float(byte) * s      rounded once; s of the chunk that holds c
///
/// in chunks of `chunk_length` channels, where edge_gemm_f32 has 256.
typedef struct {
  edge_gemm_f32 product; // its weights are not read
  const int8_t *weights; // as edge_gemm_i8 has them
  int32_t chunk_length;  // a multiple of four, at most 256
} edge_gemm_w8;

/// What follows the affine map of a group norm.
enum { EDGE_NORM_MISH = 0, EDGE_NORM_PLAIN = 1, EDGE_NORM_RELU = 2 };

/// Group norm, Mish, FiLM and residual of neighbouring groups, in place over (rows, groups * channels).
///
///     m = (x - mean) * rstd * gamma + beta                 mean, variance: per group, over rows and channels
///     m = mish(m)                                          if activation is EDGE_NORM_MISH
///     m = (scale + scale_bias) * m + (shift + shift_bias)  if scale is given
///     x = m + residual                                     if residual is given
///     x = x <= 0 ? 0 : x                                   if activation is EDGE_NORM_RELU; NaN stays
typedef struct {
  float *values;
  ptrdiff_t row_stride;
  const float *gamma, *beta;                              // (groups * channels)
  const float *scale, *scale_bias, *shift, *shift_bias;   // (groups * channels); all four or none (NULL)
  const float *residual;                                  // (rows, groups * channels), or NULL
  ptrdiff_t residual_row_stride;
  int32_t rows, groups, channels; // channels per group
  float epsilon;
  int32_t activation;
} edge_group_norm_f32;

/// Layer norm of each row, then ReLU (y <= 0 becomes +0, NaN stays) if asked. May work in place. |x| < 1e18.
typedef struct {
  const float *input;
  ptrdiff_t input_row_stride;
  float *output;
  ptrdiff_t output_row_stride;
  const float *gamma, *beta; // (channels)
  int32_t rows, channels;
  float epsilon;
  int32_t relu;
} edge_layer_norm_f32;

/// maxima[c] = max(maxima[c], values[r][c]) over all rows. A NaN, once met, stays.
typedef struct {
  const float *values;
  ptrdiff_t row_stride;
  float *maxima; // (channels)
  int32_t rows, channels;
} edge_column_max_f32;

/// The same, with the row of each: winners[c] = first_winner + r where values[r][c] is greater, or the first NaN.
typedef struct {
  const float *values;
  ptrdiff_t row_stride;
  float *maxima;  // (channels)
  float *winners; // (channels); whole numbers
  int32_t rows, channels;
  float first_winner; // of row 0
} edge_column_arg_max_f32;

/// The rounded square root as one instruction: squareRoot() of Swift would need a mathematics library.
static inline float edge_square_root_f32(float x) { return __builtin_elementwise_sqrt(x); }
static inline double edge_square_root_f64(double x) { return __builtin_elementwise_sqrt(x); }

#if defined(__x86_64__)
void edge_gemm_c16__avx2fma(const edge_gemm_c16 *job);
void edge_gemm_c16__avx512(const edge_gemm_c16 *job);
void edge_gemm_c32__avx2fma(const edge_gemm_c32 *job);
void edge_gemm_c32__avx512vbmi(const edge_gemm_c32 *job);
void edge_gemm_f16__avx2fma(const edge_gemm_f16 *job);
void edge_gemm_f16__avx512(const edge_gemm_f16 *job);
void edge_gemm_f32__avx2fma(const edge_gemm_f32 *product);
void edge_gemm_f32__avx512(const edge_gemm_f32 *product);
void edge_gemm_i8__avx2fma(const edge_gemm_i8 *product);
void edge_gemm_i8__avx512vnni(const edge_gemm_i8 *product);
void edge_gemm_w8__avx2fma(const edge_gemm_w8 *job);
void edge_gemm_w8__avx512(const edge_gemm_w8 *job);
void edge_quantize_rows__avx2fma(const edge_quantize_rows *job);
void edge_quantize_rows__avx512(const edge_quantize_rows *job);
void edge_group_norm_f32__avx2fma(const edge_group_norm_f32 *norm);
void edge_group_norm_f32__avx512(const edge_group_norm_f32 *norm);
void edge_layer_norm_f32__avx2fma(const edge_layer_norm_f32 *norm);
void edge_layer_norm_f32__avx512(const edge_layer_norm_f32 *norm);
void edge_column_max_f32__avx2fma(const edge_column_max_f32 *maximum);
void edge_column_max_f32__avx512(const edge_column_max_f32 *maximum);
void edge_column_arg_max_f32__avx2fma(const edge_column_arg_max_f32 *maximum);
void edge_column_arg_max_f32__avx512(const edge_column_arg_max_f32 *maximum);
/// output[i] = mish(input[i]), -0 below -87; may work in place.
void edge_mish_f32__avx2fma(const float *input, float *output, size_t count);
void edge_mish_f32__avx512(const float *input, float *output, size_t count);
/// Reads `count` floats (a multiple of 64) and returns their sum: a probe of bandwidth.
float edge_read_probe__avx2fma(const float *values, size_t count);
/// Does `rounds` rounds of 96 fused multiply-adds without memory: a probe of the peak.
float edge_multiply_add_probe__avx2fma(size_t rounds);
float edge_multiply_add_probe__avx512(size_t rounds);
/// Does `rounds` rounds of 512 multiply-adds of bytes without memory, as edge_gemm_i8 does them: a probe of the peak.
int32_t edge_multiply_add_i8_probe__avx2fma(size_t rounds);
int32_t edge_multiply_add_i8_probe__avx512vnni(size_t rounds);
/// Continues a CRC-32C (state before the final inversion) over `count` bytes.
uint32_t edge_crc32c__sse42(uint32_t state, const void *bytes, size_t count);
#elif defined(__aarch64__)
void edge_gemm_c16__neon(const edge_gemm_c16 *job);
void edge_gemm_c32__neon(const edge_gemm_c32 *job);
void edge_gemm_f16__neon(const edge_gemm_f16 *job);
void edge_gemm_f32__neon(const edge_gemm_f32 *product);
void edge_gemm_i8__neon(const edge_gemm_i8 *product);
void edge_gemm_i8__neondot(const edge_gemm_i8 *product);
void edge_gemm_i8__neoni8mm(const edge_gemm_i8 *product);
void edge_gemm_w8__neon(const edge_gemm_w8 *job);
void edge_quantize_rows__neon(const edge_quantize_rows *job);
void edge_group_norm_f32__neon(const edge_group_norm_f32 *norm);
void edge_layer_norm_f32__neon(const edge_layer_norm_f32 *norm);
void edge_column_max_f32__neon(const edge_column_max_f32 *maximum);
void edge_column_arg_max_f32__neon(const edge_column_arg_max_f32 *maximum);
void edge_mish_f32__neon(const float *input, float *output, size_t count);
float edge_read_probe__neon(const float *values, size_t count);
float edge_multiply_add_probe__neon(size_t rounds);
int32_t edge_multiply_add_i8_probe__neon(size_t rounds);
int32_t edge_multiply_add_i8_probe__neondot(size_t rounds);
int32_t edge_multiply_add_i8_probe__neoni8mm(size_t rounds);
uint32_t edge_crc32c__armcrc(uint32_t state, const void *bytes, size_t count);
#endif

#endif
