// The headers are C++ too.
#include <dgh.h>

int main()
{
    return dgh_version() == nullptr;
}
