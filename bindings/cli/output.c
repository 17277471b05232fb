#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void cli_streams_prepare(void)
{
    signal(SIGPIPE, SIG_DFL);
    /* The other way round than usual: reading from stdout's place and writing to stdin's fail. */
    static const int MODE[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", MODE[fd]) != fd)
            _exit(CLI_INTERNAL);
}

int cli_exit_of(dgh_status status)
{
    switch (status) {
    case DGH_OK:
        return CLI_DONE;
    case DGH_ERR_ARGUMENT:
        return CLI_USAGE;
    case DGH_ERR_IO:
    case DGH_ERR_PARSE:
    case DGH_ERR_UNSUPPORTED:
    case DGH_ERR_MISSING:
        return CLI_INPUT;
    case DGH_ERR_REFUSED:
        return CLI_REFUSED;
    case DGH_ERR_NOMEM:
    case DGH_ERR_INTERNAL:
    case DGH_ERR_CANCELLED:
        break;
    }
    return CLI_INTERNAL;
}

/* A path may hold anything: control characters do not reach the terminal. */
static void complain(const char *verb, const char *format, va_list arguments)
{
    char text[4096];
    vsnprintf(text, sizeof text, format, arguments);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = '?';
    fprintf(stderr, "dgh%s%s: %s\n", verb ? " " : "", verb ? verb : "", text);
}

void cli_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(NULL, format, arguments);
    va_end(arguments);
}

int cli_usage_error(cli_verb_id verb, const char *format, ...)
{
    const char *name = CLI_VERBS[verb].name;
    va_list arguments;
    va_start(arguments, format);
    complain(name, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\"dgh%s%s --help\" shows the usage\n", name ? " " : "", name ? name : "");
    return CLI_USAGE;
}

int cli_fail(dgh_status status, const dgh_error *err)
{
    cli_complain("%s", err->message[0] ? err->message : dgh_status_name(status));
    return cli_exit_of(status);
}

/* ---- results -------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *text, size_t size)
{
    while (size) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text += n;
        size -= (size_t)n;
    }
    return true;
}

static int cannot_write(const char *path)
{
    cli_complain("%s: cannot be written: %s", path, strerror(errno));
    return CLI_INTERNAL;
}

static mode_t mode_of_new_file(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return st.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Writes beside the target and renames: whoever looks sees the old file or the new one. */
static int replace_file(const char *text, const char *path)
{
    char name[PATH_MAX + 16];
    int length = snprintf(name, sizeof name, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return cannot_write(path);
    }
    mode_t mode = mode_of_new_file(path);
    int fd = mkstemp(name);
    if (fd < 0)
        return cannot_write(path);
    bool good = write_all(fd, text, strlen(text)) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    if (good && rename(name, path) == 0)
        return CLI_DONE;
    if (good)
        reason = errno;
    unlink(name);
    errno = reason;
    return cannot_write(path);
}

static int write_special(const char *text, const char *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return cannot_write(path);
    bool good = write_all(fd, text, strlen(text));
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    errno = reason;
    return good ? CLI_DONE : cannot_write(path);
}

int cli_write_file(const char *text, const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return cannot_write(path);
    }
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return write_special(text, path); /* /dev/stdout, a pipe */
    char real[PATH_MAX];
    return replace_file(text, realpath(path, real) ? real : path); /* a link stays a link */
}

static int write_stdout(const char *text)
{
    if (!write_all(STDOUT_FILENO, text, strlen(text)))
        return cannot_write("standard output");
    /* A full disk behind NFS may be told only when the file is closed. */
    int copy = dup(STDOUT_FILENO);
    if (copy >= 0 && close(copy) != 0)
        return cannot_write("standard output");
    return CLI_DONE;
}

int cli_write(const char *text, const cli_settings *settings)
{
    bool to_file = settings->output && strcmp(settings->output, "-") != 0;
    return to_file ? cli_write_file(text, settings->output) : write_stdout(text);
}

int cli_write_report(dgh_status status, char *text, const dgh_error *err,
                     const cli_settings *settings)
{
    if (status != DGH_OK)
        return cli_fail(status, err);
    int code = cli_write(text, settings);
    dgh_string_free(text);
    return code;
}

dgh_report_options cli_report_options(const cli_settings *settings)
{
    dgh_report_options options = DGH_REPORT_OPTIONS_INIT;
    bool to_file = settings->output && strcmp(settings->output, "-") != 0;
    if (to_file || !isatty(STDOUT_FILENO))
        return options;
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    options.colour = !settings->no_colour && !(no_colour && *no_colour) && terminal &&
                     strcmp(terminal, "dumb") != 0;
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        options.width = size.ws_col;
    return options;
}

void cli_show_diagnostics(const dgh_diagnostic *diagnostics, size_t n, const cli_settings *settings)
{
    char *text;
    if (settings->quiet || n == 0)
        return;
    if (dgh_report_diagnostics_text(&text, diagnostics, n, DGH_WARNING, NULL, NULL) != DGH_OK)
        return;
    fputs(text, stderr);
    dgh_string_free(text);
}

void cli_show_study_diagnostics(const dgh_study *study, const cli_settings *s)
{
    cli_show_diagnostics(study->diagnostics, study->n_diagnostics, s);
    for (size_t i = 0; i < study->n_sites; i++) {
        const dgh_site_density *density = study->sites[i].density;
        const dgh_site_structure *structure = study->sites[i].structure;
        cli_show_diagnostics(study->sites[i].diagnostics, study->sites[i].n_diagnostics, s);
        if (structure)
            cli_show_diagnostics(structure->diagnostics, structure->n_diagnostics, s);
        const dgh_site_d_band *d_band = study->sites[i].d_band;
        if (d_band)
            cli_show_diagnostics(d_band->diagnostics, d_band->n_diagnostics, s);
        if (density)
            cli_show_diagnostics(density->diagnostics, density->n_diagnostics, s);
    }
}

/* ---- progress ------------------------------------------------------------------------------- */

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void cli_progress_begin(cli_progress *progress, const cli_settings *settings)
{
    *progress = (cli_progress){.active = !settings->quiet && isatty(STDERR_FILENO)};
    progress->began_s = now_s();
}

bool cli_progress_show(void *user, const char *what, size_t done, size_t total)
{
    static const double PATIENCE_S = 1.0, BETWEEN_S = 0.1;
    cli_progress *p = user;
    if (!p->active)
        return true;
    double t = now_s();
    if (t - p->began_s < PATIENCE_S || t - p->shown_s < BETWEEN_S)
        return true;
    p->shown_s = t;
    p->shown = true;
    if (total)
        fprintf(stderr, "\r\033[K%s %zu/%zu", what, done, total);
    else
        fprintf(stderr, "\r\033[K%s %zu", what, done);
    fflush(stderr);
    return true;
}

void cli_progress_end(cli_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
