namespace Newsletter.Dispatcher.Schedule;

/// <summary>Whether an issue is approved.</summary>
/// <param name="Says">For people, on one line, for example <c>approved by Ana Ruiz</c>.</param>
internal sealed record ApprovalStand(bool IsApproved, string Says);
