// Writes files of every kind into a folder, and what this library predicts with them: check_python.py reads them with Python's own
// safetensors, and loads what is meant for torch there.
//   python_files FOLDER

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/io/predictor.hpp>
#include <genoprop/io/safetensors.hpp>
#include <genoprop/io/torch_weights.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;

namespace {

template <class T, class N>
auto model_of(const N& net, std::uint64_t seed) {
  Layout layout;
  net.describe(layout);
  auto genes = xt::xtensor<T, 1>::from_shape({static_cast<std::size_t>(layout.genes())});
  for (std::size_t g = 0; g < genes.size(); ++g)
    genes(g) = static_cast<T>(Draw(seed, {.index = static_cast<std::uint32_t>(g)}).normal() / 2);
  return Model<N, MeanSquaredError, T>(net, MeanSquaredError{}, std::move(genes), -0.25);
}
/// rows, and what the model file makes of them
nlohmann::json predicted(const std::filesystem::path& file, Index inputs) {
  constexpr Index rows = 7;
  std::vector<float> x;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(rows * inputs); ++i) x.push_back(Draw(9, {.index = i}).normal());
  const Predictions y = load_model(file).predict(x);
  return {{"rows", rows}, {"x", x}, {"y", y.values}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: python_files FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  nlohmann::json expected;
  const auto net = sequential(input(3), dense(5), tanh(), dense(2));
  save(model_of<float>(net, 1), folder / "model.safetensors", {.settings = Settings{.seed = 7}, .note = "of \u00e9t\u00e9"});
  expected["model"] = predicted(folder / "model.safetensors", 3);
  save(model_of<double>(net, 1), folder / "double.safetensors");
  save(Ensemble(std::vector{model_of<float>(net, 1), model_of<float>(net, 2)}), folder / "ensemble.safetensors");

  const auto deep = model_of<float>(sequential(input(4), dense(8), gelu_exact(), dropout(0.2f), dense(7), layer_norm(), gelu(), dense(6),
                                               relu(), residual(layer_norm(), dense(5), silu(), dense(6)), tanh(), dense(3)),
                                    3);
  save(deep, folder / "deep.safetensors");
  expected["torch"] = predicted(folder / "deep.safetensors", 4);
  save_torch(deep, folder / "torch.safetensors");
  std::ofstream(folder / "expected.json") << expected;
  return 0;
}
