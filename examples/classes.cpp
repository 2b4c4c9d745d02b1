// Classes of which some are rare: of a hundred machines ninety are fine, seven worn, three broken. A network that says "fine" of all is
// right nine times in ten and useless. Class weights let every class count the same in the loss, the best network is chosen by balanced
// accuracy, and the confusion matrix and the page of the run show who is taken for whom.
// expected last line: balanced accuracy 0\.[789][0-9]* with class weights, 0\.[3-9][0-9]* without; written: machines\.html

#include <fstream>
#include <iomanip>
#include <iostream>

#include <genoprop/genoprop.hpp>
#include <genoprop/io/tables.hpp>

namespace gp = genoprop;

namespace {

/// Vibration and heat grow with wear; the classes overlap.
void write_machines(const char* path, int rows) {
  std::ofstream file(path);
  file << "vibration,heat,hours,state\n";
  for (int r = 0; r < rows; ++r) {
    gp::Draw draw(7, {.purpose = gp::Purpose::user, .index = static_cast<std::uint32_t>(r)});
    const float chance = draw.unit();
    const int state = chance < 0.90f ? 0 : chance < 0.97f ? 1 : 2;
    const char* const names[] = {"fine", "worn", "broken"};
    const auto wear = static_cast<float>(state);
    file << 2 + 1.2f * wear + draw.normal() << ',' << 60 + 8 * wear * wear + 8 * draw.normal() << ',' << draw.between(0, 9000) << ','
         << names[state] << '\n';
  }
}

void print(const xt::xtensor<std::int64_t, 2>& counts, const std::vector<std::string>& names) {
  std::cout << std::setw(16) << "true \\ said";
  for (const std::string& name : names) std::cout << std::setw(8) << name;
  for (std::size_t t = 0; t < names.size(); ++t) {
    std::cout << '\n' << std::setw(16) << names[t];
    for (std::size_t s = 0; s < names.size(); ++s) std::cout << std::setw(8) << counts(t, s);
  }
  std::cout << '\n';
}

}  // namespace

int main() {
  try {
    write_machines("machines.csv", 4000);
    const auto parts =
        gp::split(gp::load_csv("machines.csv", {.target = "state"}), {.train = 0.5, .validation = 0.25, .test = 0.25, .seed = 1});
    auto data = gp::encode(parts);
    const auto net = gp::sequential(gp::input(data.training.features()), gp::dense(16), gp::tanh(), gp::dense(3));
    const gp::Settings settings{.population = 8, .generations = 15, .steps = 100, .seed = 1};

    const auto plain = gp::Evolution{gp::Supervised{net, gp::SoftmaxCrossEntropy{}, data}, gp::Adam{.rate = 0.003f}}.fit(settings);

    data.training = data.training.balanced();  // or class_weighted({1, 10, 30}): what a row of each class counts in the loss
    const auto problem = gp::Supervised{net, gp::SoftmaxCrossEntropy{}, data, gp::BalancedAccuracy{}};
    const auto result = gp::Evolution{problem, gp::Adam{.rate = 0.003f}}.fit(settings);

    print(gp::confusion(plain.best(), data.test), data.features.classes);
    print(gp::confusion(result.best(), data.test), data.features.classes);
    result.report("machines.html", {.features = data.features, .title = "Machines"});
    std::cout << "balanced accuracy " << gp::balanced_accuracy(result.best(), data.test) << " with class weights, "
              << gp::balanced_accuracy(plain.best(), data.test) << " without; written: machines.html\n";
  } catch (const gp::Error& error) {
    std::cerr << "classes: " << error.what() << '\n';
    return 1;
  }
}
