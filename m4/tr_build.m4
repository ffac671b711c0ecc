dnl SPDX-License-Identifier: Apache-2.0

dnl TR_APXS: find apxs and ask it where things are. apxs builds and installs
dnl nothing: Debian's writes into /etc/apache2 whatever DESTDIR says.
AC_DEFUN([TR_APXS], [
  AC_ARG_WITH([apxs],
    [AS_HELP_STRING([--with-apxs=PATH], [path to apxs @<:@apxs from PATH@:>@])],
    [APXS=$withval], [APXS=])
  AS_IF([test -z "$APXS" || test "x$APXS" = xyes],
    [AC_PATH_PROGS([APXS], [apxs apxs2], [no],
      [$PATH:/usr/sbin:/usr/local/apache2/bin])])
  AS_IF([test ! -x "$APXS"],
    [AC_MSG_ERROR([apxs not found; install apache2-dev or pass --with-apxs=PATH])])
  AC_SUBST([APXS])
  AC_ARG_WITH([moduledir],
    [AS_HELP_STRING([--with-moduledir=DIR],
      [where to install the module @<:@apxs -q LIBEXECDIR@:>@])],
    [APACHE_MODULEDIR=$withval],
    [APACHE_MODULEDIR=`$APXS -q LIBEXECDIR`])
  AC_SUBST([APACHE_MODULEDIR])
  AC_CACHE_CHECK([for the httpd module magic number], [tr_cv_httpd_mmn],
    [tr_cv_httpd_mmn=`$APXS -q HTTPD_MMN`])
  AS_IF([test "${tr_cv_httpd_mmn:-0}" -lt 20120211],
    [AC_MSG_ERROR([httpd 2.4 or newer is needed])])
  APACHE_CPPFLAGS="`$APXS -q EXTRA_CPPFLAGS` -I`$APXS -q INCLUDEDIR`"
  AC_SUBST([APACHE_CPPFLAGS])
  APACHE_HTTPD="`$APXS -q SBINDIR`/`$APXS -q TARGET`"
  AC_SUBST([APACHE_HTTPD])
])

dnl TR_AS_SYSTEM(VARIABLE): other people's headers must not trip our warnings.
AC_DEFUN([TR_AS_SYSTEM],
  [$1=`AS_ECHO(["$$1"]) | sed 's/-I *\//-isystem \//g'`])

AC_DEFUN([TR_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--disable-werror], [let the build go on after a warning])],
    [], [enable_werror=yes])
  TR_WARN_CFLAGS="-std=gnu11 -Wall -Wextra -Wshadow -Wconversion -Wno-unused-parameter"
  AS_IF([test "x$enable_werror" != xno],
    [TR_WARN_CFLAGS="$TR_WARN_CFLAGS -Werror"],
    [TR_WARN_CFLAGS="$TR_WARN_CFLAGS -Werror=implicit-function-declaration"])
  AC_SUBST([TR_WARN_CFLAGS])
])

dnl TR_PATHS: the same source gives the same file wherever it is built. The build
dnl id is part of every ETag, and a folder's name in the debug information would
dnl be in it, too. Of two that fit the compiler takes the last, so a build folder in
dnl the source keeps its name, as with the flags of Debian.
AC_DEFUN([TR_PATHS], [
  tr_source=`cd "$srcdir" && pwd`
  TR_PATH_CFLAGS="'-ffile-prefix-map=`pwd`=.' '-ffile-prefix-map=$tr_source=.'"
  AC_CACHE_CHECK([whether $CC takes -ffile-prefix-map], [tr_cv_prefix_map], [
    tr_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -Werror -ffile-prefix-map=/a=."
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM()], [tr_cv_prefix_map=yes], [tr_cv_prefix_map=no])
    CFLAGS=$tr_save_CFLAGS
  ])
  AS_IF([test "x$tr_cv_prefix_map" != xyes], [TR_PATH_CFLAGS=])
  AC_SUBST([TR_PATH_CFLAGS])
])

AC_DEFUN([TR_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers],
      [build with AddressSanitizer and UndefinedBehaviorSanitizer])],
    [], [enable_sanitizers=no])
  TR_SANITIZER_FLAGS=
  LIBASAN=
  AS_IF([test "x$enable_sanitizers" != xno], [
    TR_SANITIZER_FLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -U_FORTIFY_SOURCE"
    LIBASAN=`$CC -print-file-name=libasan.so`
    LIBASAN=`readlink -f "$LIBASAN"`
    AS_IF([test ! -r "$LIBASAN"],
      [AC_MSG_ERROR([--enable-sanitizers: $CC has no shared libasan])])
  ])
  AC_SUBST([TR_SANITIZER_FLAGS])
  AC_SUBST([LIBASAN])
])
