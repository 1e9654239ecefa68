#include <curl/curl.h>

/* Swift cannot call functions of varying arguments, so each kind of option has a name of its own here. */
static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *text) {
    return curl_easy_setopt(handle, option, text);
}
static inline CURLcode curl_set_number(CURL *handle, CURLoption option, long number) {
    return curl_easy_setopt(handle, option, number);
}
static inline CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(handle, option, list);
}
static inline CURLcode curl_get_number(CURL *handle, CURLINFO information, long *number) {
    return curl_easy_getinfo(handle, information, number);
}
static inline size_t curl_drop(char *bytes, size_t size, size_t count, void *nothing) {
    (void)bytes; (void)nothing;
    return size * count;
}
/* What the other side answers is of no interest. */
static inline CURLcode curl_drop_answer(CURL *handle) {
    return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, curl_drop);
}
