#pragma once
// A file that is read where it lies: the kernel brings pages as they are touched and takes them back as it needs room.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <span>
#include <utility>

#include <genoprop/core/error.hpp>

namespace genoprop {

/// A whole file, read-only, mapped for as long as this lives. Whoever makes the file shorter meanwhile, or pulls out its disk, ends
/// the program by SIGBUS at the next read: no reader can check that. Write a new file beside it and rename it instead.
class Mapping {
 public:
  Mapping(const char* who, std::filesystem::path path) : path_(std::move(path)) {
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

  /// `rows` pieces of `bytes` each were read. Pages that a process has touched count as its memory until the kernel wants them back,
  /// so they are given up after every `kept` bytes; they stay in the kernel's cache, from where they come again without the disk.
  /// Any thread may say so while others read.
  void have_read(std::size_t rows, std::size_t bytes) const noexcept {
    const std::size_t here = rows * (bytes + around);
    if (read_.fetch_add(here, std::memory_order_relaxed) % kept + here < kept) return;
    ::madvise(address(), size_, MADV_DONTNEED);  // of a read-only file mapping: forgets where the pages are, not what they hold
  }

  static constexpr std::size_t kept = std::size_t{256} << 20;
  static constexpr std::size_t around = std::size_t{64} << 10;  ///< bytes that come with a touched page where the cache has them

 private:
  struct Descriptor {
    int number;
    ~Descriptor() {
      if (number >= 0) ::close(number);
    }
  };
  void* address() const { return const_cast<std::uint8_t*>(data_); }

  std::filesystem::path path_;
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  mutable std::atomic<std::size_t> read_{0};
};

}  // namespace genoprop
