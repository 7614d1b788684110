#include "base/error.h"

G_DEFINE_QUARK(emlens-error-quark, eml_error)
