// Every operation on buckets, objects and what belongs to them: the functions routes_objects.cc
// points at. Each pulls its body where it has one, acts in one step on the stores and answers.
//
// Source   docs/protocols/gcs-json-objects.md
// Threads  pure functions but for the world they are given.
#pragma once

#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

// Buckets.
[[nodiscard]] Response insert_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response list_buckets(const Request& request, BodySource& body);
[[nodiscard]] Response get_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response patch_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response update_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response delete_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response lock_retention_policy(const Request& request, BodySource& body);
[[nodiscard]] Response get_storage_layout(const Request& request, BodySource& body);

// Objects.
[[nodiscard]] Response get_object(const Request& request, BodySource& body);
[[nodiscard]] Response download_object(const Request& request, BodySource& body);
[[nodiscard]] Response list_objects(const Request& request, BodySource& body);
[[nodiscard]] Response patch_object(const Request& request, BodySource& body);
[[nodiscard]] Response update_object(const Request& request, BodySource& body);
[[nodiscard]] Response delete_object(const Request& request, BodySource& body);
[[nodiscard]] Response copy_object(const Request& request, BodySource& body);
[[nodiscard]] Response rewrite_object(const Request& request, BodySource& body);
[[nodiscard]] Response compose_object(const Request& request, BodySource& body);
[[nodiscard]] Response move_object(const Request& request, BodySource& body);
[[nodiscard]] Response restore_object(const Request& request, BodySource& body);

// Access lists: of the bucket, of new objects, of one object.
[[nodiscard]] Response serve_bucket_acl(const Request& request, BodySource& body);
[[nodiscard]] Response serve_default_object_acl(const Request& request, BodySource& body);
[[nodiscard]] Response serve_object_acl(const Request& request, BodySource& body);

// Policies, notifications, keys: kept and given back.
[[nodiscard]] Response get_iam_policy(const Request& request, BodySource& body);
[[nodiscard]] Response set_iam_policy(const Request& request, BodySource& body);
[[nodiscard]] Response test_iam_permissions(const Request& request, BodySource& body);
[[nodiscard]] Response serve_notifications(const Request& request, BodySource& body);
[[nodiscard]] Response serve_notification(const Request& request, BodySource& body);
[[nodiscard]] Response serve_hmac_keys(const Request& request, BodySource& body);
[[nodiscard]] Response serve_hmac_key(const Request& request, BodySource& body);
[[nodiscard]] Response get_service_account(const Request& request, BodySource& body);
[[nodiscard]] Response stop_channel(const Request& request, BodySource& body);

[[nodiscard]] Response run_batch(const Request& request, BodySource& body);

}  // namespace resumulator::gcs::json
