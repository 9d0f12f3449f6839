import Formats
import HTTP
import Values

extension SimulatedAuthority {
    func processState(_ index: Int, _ caller: AltinnCaller) -> JSON {
        let instance = instances[index]
        guard let task = instance.task else { return instance.process(nil) }
        var actions = ["read": caller.mayRead(for: instance.owner), "write": false]
        switch task {
        case .data: actions["write"] = caller.mayWrite(for: instance.owner)
        case .confirmation:
            actions["confirm"] = mayConfirm(index, caller)
            actions["reject"] = caller.mayWrite(for: instance.owner)
        case .feedback: break
        }
        return instance.process(actions)
    }

    private func mayConfirm(_ index: Int, _ caller: AltinnCaller) -> Bool {
        caller.mayConfirm(for: instances[index].owner, machineMayConfirm: behaviour.machineMayConfirm)
    }

    /// Ends the current task and begins the next, as `PUT process/next`.
    func next(_ index: Int, _ request: HTTPRequest, _ caller: AltinnCaller) throws(Refusal) -> HTTPResponse {
        guard let task = instances[index].task else {
            throw Refusal(.problem(409, "Process is ended", detail: "Process is ended."))
        }
        let action = try action(in: request) ?? task.action
        switch (task, action) {
        case (.data, "write"): try endFilling(index, caller)
        case (.confirmation, "confirm"):
            guard mayConfirm(index, caller) else { throw .forbidden }
            try confirm(index, by: caller.name)
        case (.confirmation, "reject"): reopen(index, caller)
        default: throw .forbidden
        }
        return .json(200, processState(index, caller))
    }

    private func action(in request: HTTPRequest) throws(Refusal) -> String? {
        guard !request.body.isEmpty else { return nil }
        guard let body = try? JSON(parsing: request.body), body.object != nil else {
            throw Refusal(400, text: "The body is not a JSON object")
        }
        guard let action = body["action"], !action.isNull else { return nil }
        guard let name = action.string else { throw Refusal(400, text: "action must be a text") }
        return name
    }

    // Filling in

    private func endFilling(_ index: Int, _ caller: AltinnCaller) throws(Refusal) {
        let issues = missingElements(index)
        guard issues.isEmpty else {
            throw Refusal(
                .problem(
                    409, "Validation failed for task",
                    detail: "\(issues.count) validation errors found for task Task_1",
                    more: ["validationIssues": .array(issues)]))
        }
        if let objection = contentCheck(index)?.objection() { throw Refusal(.json(409, .string(objection))) }
        try checkReturn(index)
        let now = clock()
        for place in instances[index].data.indices { instances[index].data[place].isLocked = true }
        instances[index].begin(.confirmation, at: now)
        instances[index].touch(by: caller.name, at: now)
    }

    /// The framework's own findings: which elements are missing.
    private func missingElements(_ index: Int) -> [JSON] {
        [VATDataType.envelope, VATDataType.vatReturn].filter { instances[index].elements($0).isEmpty }.map { type in
            .object([
                "severity": 1, "code": "TooFewDataElementsOfType", "description": "TooFewDataElementsOfType",
                "field": .string(type), "dataElementId": .null, "source": "File",
            ])
        }
    }

    private func contentCheck(_ index: Int) -> ContentCheck? {
        let instance = instances[index]
        guard let envelope = instance.elements(VATDataType.envelope).first,
            let vatReturn = instance.elements(VATDataType.vatReturn).first
        else { return nil }
        return ContentCheck(
            owner: instance.owner, envelope: envelope.bytes, vatReturn: vatReturn,
            attachments: instance.elements(VATDataType.attachment))
    }

    /// An invalid return stays in filling; the answer is the result of the control.
    private func checkReturn(_ index: Int) throws(Refusal) {
        let bytes = instances[index].elements(VATDataType.vatReturn).first?.bytes ?? []
        let result: ValidationResult
        do { result = try control(bytes) } catch {
            throw Refusal(.json(409, .string("Valideringsfeil: Ugyldig mva-melding: \(error)")))
        }
        guard result.isInvalid else { return }
        guard let document = try? result.document() else { throw Refusal(500) }
        throw Refusal(.xml(409, document))
    }

    /// `GET validate`: all that stands in the way of ending the task, without ending it.
    func validate(_ index: Int) throws(Refusal) -> HTTPResponse {
        guard instances[index].task != nil else {
            throw Refusal(.problem(409, "No running process", detail: "There is no current task to validate"))
        }
        var issues = missingElements(index)
        if issues.isEmpty, let objection = contentCheck(index)?.objection() { issues.append(issue(objection)) }
        if issues.isEmpty, let bytes = instances[index].elements(VATDataType.vatReturn).first?.bytes,
            let findings = try? control(bytes).findings
        {
            issues = findings.map { issue("\($0.rule): \($0.message)", severity: $0.severity == .ugyldig ? 1 : 2) }
        }
        return .json(200, .array(issues))
    }

    private func issue(_ text: String, severity: Int64 = 1) -> JSON {
        .object([
            "severity": .integer(severity), "code": "Valideringsfeil", "description": .string(text),
            "field": .null, "dataElementId": .null, "source": "Custom",
        ])
    }

    private func reopen(_ index: Int, _ caller: AltinnCaller) {
        for place in instances[index].data.indices { instances[index].data[place].isLocked = false }
        instances[index].begin(.data, at: clock())
        instances[index].touch(by: caller.name, at: clock())
    }

    // Sending

    /// The point of no return: the return is sent, and what to pay is known at once.
    func confirm(_ index: Int, by name: String) throws(Refusal) {
        let now = clock()
        let instance = instances[index]
        guard let bytes = instance.elements(VATDataType.vatReturn).first?.bytes,
            let vatReturn = try? XMLElement(parsing: bytes),
            let payment = PaymentInformation(
                vatReturn, instanceID: instance.id, organisation: instance.owner, submitted: now.dateInNorway),
            let document = try? payment.document()
        else { throw Refusal(500) }
        var element = element(VATDataType.payment, "betalingsinformasjon.xml", "text/xml", document, by: "skd")
        element.isLocked = true
        deliver(element, afterLooks: behaviour.looksBeforePayment, to: index)
        instances[index].begin(.feedback, at: now)
        instances[index].touch(by: name, at: now)
    }
}
