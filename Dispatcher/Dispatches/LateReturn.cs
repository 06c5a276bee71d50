namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What came back for a delivery that is summed up already. Tests: DeliveryRetentionTests.</summary>
internal enum LateReturn
{
    SoftBounce,
    DeadAddress,
    Complaint,
}
