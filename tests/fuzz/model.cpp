// Any bytes as a model file, and as weights of PyTorch: refused, or it predicts. An even first byte: the rest is a header and, behind a NUL, the numbers, and the
// length in front is right; so that what changes in a header is seen by more than the first check.

#include <cstring>

#include <genoprop/io/predictor.hpp>
#include <genoprop/io/safetensors.hpp>
#include <genoprop/io/torch_weights.hpp>
#include <genoprop/nn/regression.hpp>

#include "memory_file.hpp"

namespace gp = genoprop;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  std::vector<std::uint8_t> bytes(data + 1, data + size);
  if (data[0] % 2 == 0) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    const auto length = static_cast<std::uint64_t>(end - bytes.begin());
    if (end != bytes.end()) bytes.erase(end);
    std::uint8_t front[8];
    std::memcpy(front, &length, 8);
    bytes.insert(bytes.begin(), front, front + 8);
  }
  const MemoryFile file(bytes);
  try {
    const gp::Predictor model = gp::load_model(file.path());
    std::vector<gp::Cell> row;
    for (const gp::Feature& f : model.features().columns) {
      if (f.text)
        row.emplace_back(f.categories.empty() ? "" : f.categories[0].c_str());
      else
        row.emplace_back(1.5);
    }
    std::vector<float> out(static_cast<std::size_t>(model.outputs())), x(static_cast<std::size_t>(model.inputs()), 0.5f);
    if (row.empty())
      model.predict_one(x, out);
    else
      model.predict_one(std::span<const gp::Cell>(row), out);
  } catch (const gp::Error&) {}
  static const auto net = gp::sequential(gp::input(1), gp::dense(2), gp::layer_norm(), gp::dense(1));
  try {
    gp::load(net, file.path());
  } catch (const gp::Error&) {}
  try {
    gp::load_torch(net, gp::MeanSquaredError{}, file.path());
  } catch (const gp::Error&) {}
  return 0;
}
