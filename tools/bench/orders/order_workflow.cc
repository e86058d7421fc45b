#include "orders/order_workflow.h"

#include <fstream>
#include <iterator>
#include <map>

#include "base/check.h"
#include "base/text.h"

namespace sfn::bench {
namespace {

// The bytes that the Python functions answer.
const std::map<std::string, std::string> kAnswers{
    {"ValidateInput",
     R"({"statusCode": 200, "isValid": true, "message": "The order is valid", "data": {"name": )"
     R"("Jean Dupont", "email": "jean@example.com", "amount": 150.0}})"},
    {"ProcessData",
     R"({"statusCode": 200, "isProcessed": true, "message": "The order is processed", "result": )"
     R"({"orderId": "ORD-48213", "customer": "Jean Dupont", "email": "jean@example.com", )"
     R"("amount": 150.0, "tax": 30.0, "total": 180.0, )"
     R"("processedAt": "2026-01-01T12:00:00.000000+00:00", "status": "PROCESSED"}})"},
    {"SendNotification",
     R"({"statusCode": 200, "message": "The notification is sent", "notification": )"
     R"({"type": "EMAIL", "to": "jean@example.com", "subject": "Order ORD-48213 confirmed", )"
     R"("body": "Dear Jean Dupont,\n\nyour order has been processed.\n\n  Order    ORD-48213\n)"
     R"(  Net      150.0 EUR\n  Tax 20%  30.0 EUR\n  Total    180.0 EUR\n\n)"
     R"(Thank you for your trust!\n", "sentAt": "2026-01-01T12:00:00.000000+00:00", )"
     R"("status": "SENT"}, "workflowStatus": "COMPLETED"})"}};

}  // namespace

const std::string kOrder =
    R"({"name": "Jean Dupont", "email": "jean@example.com", "amount": 150.00})";

std::string order_definition(const std::filesystem::path& source) {
  std::ifstream in(source / "workflows/order-processing/workflow.asl.json");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  SFN_CHECK(!text.empty());
  return replace_all(text, "ACCOUNT_ID", "123456789012");
}

std::string order_answer(const std::string& resource) {
  return kAnswers.at(resource.substr(resource.rfind(':') + 1));
}

}  // namespace sfn::bench
