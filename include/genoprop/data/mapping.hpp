#pragma once
// A file that is read where it lies: the kernel brings pages as they are touched and takes them back as it needs room.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <utility>

#include <genoprop/core/error.hpp>

namespace genoprop {

/// A whole file, read-only, mapped for as long as this lives. Whoever makes the file shorter meanwhile, or pulls out its disk, ends
/// the program by SIGBUS at the next read: no reader can check that. Write a new file beside it and rename it instead.
class Mapping {
 public:
  explicit Mapping(const char* who, std::filesystem::path path) : path_(std::move(path)) {
    const Descriptor file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC)};
    require<FileError>(file.number >= 0, who, ": cannot open ", path_, ": ", std::strerror(errno), ", expected a readable file");
    struct stat about {};
    require<FileError>(::fstat(file.number, &about) == 0 && S_ISREG(about.st_mode), who, ": ", path_,
                       " is not a regular file, expected one that can be mapped");
    require<FileError>(about.st_size > 0, who, ": ", path_, " is empty, expected a file with rows");
    size_ = static_cast<std::size_t>(about.st_size);
    void* const at = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file.number, 0);
    require<FileError>(at != MAP_FAILED, who, ": cannot map the ", size_, " bytes of ", path_, ": ", std::strerror(errno),
                       ", expected address space for them");
    data_ = static_cast<const std::uint8_t*>(at);
  }
  ~Mapping() { ::munmap(address(), size_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::span<const std::uint8_t> bytes() const { return {data_, size_}; }

  /// Pages will be read in any order: without this the kernel reads megabytes around every row that is drawn. A batch of 64 rows of
  /// 4 KiB that no cache has took 44 ms before, 4 ms with it.
  void expect_any_order() const noexcept { ::madvise(address(), size_, MADV_RANDOM); }
  /// These bytes are about to be read: the disk may bring them while others are copied. The same batch: 1.3 ms.
  void will_need(const void* first, std::size_t bytes) const noexcept {
    const auto at = reinterpret_cast<std::uintptr_t>(first), page = at / page_size() * page_size();
    ::madvise(reinterpret_cast<void*>(page), bytes + (at - page), MADV_WILLNEED);
  }
  /// Whether this thread has lately waited for a disk: where the cache has all rows, telling it of them costs 40 us a batch for nothing.
  static bool is_cold() noexcept {
#ifdef RUSAGE_THREAD
    constexpr int batches = 32;
    static thread_local struct {
      long faults = 0;
      int left = 0;
    } seen;
    rusage now{};
    ::getrusage(RUSAGE_THREAD, &now);
    if (now.ru_majflt != seen.faults) seen = {now.ru_majflt, batches};
    return seen.left > 0 && seen.left-- > 0;
#else
    return true;
#endif
  }

 private:
  struct Descriptor {
    int number;
    ~Descriptor() {
      if (number >= 0) ::close(number);
    }
  };
  static std::uintptr_t page_size() noexcept {
    static const auto size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGE_SIZE));
    return size;
  }
  void* address() const { return const_cast<std::uint8_t*>(data_); }

  std::filesystem::path path_;
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace genoprop
