/** What is found of a seal of GB/T 38540, its maker and its picture, by the stable reason. */
export const sealReasonsZhCn = {
  'seal-maker/trusted': '制章人“{maker}”在受信任的制章人列表中。',
  'seal-maker/of-trusted-authority': '制章人“{maker}”的证书由受信任的制章机构“{authority}”颁发。',
  'seal-maker/not-trusted':
    '制章人“{maker}”没有被列为受信任的制章人，不能确认印章确由有权制章的机构制作。请向制章单位核实其证书指纹，再在“设置”的“受信任的制章人”中添加。',
  'seal-maker/own-seal':
    '这枚印章是签章人“{maker}”用自己的证书给自己制作的，没有制章机构作证，印章上的名称不可采信。请向印章上所写的单位核实。',
  'seal-maker/own-seal-trusted': '这枚印章是签章人“{maker}”自己制作的；此证书已被明确列为受信任的制章人。',
  'seal-maker/not-revoked': '制章人的证书没有被吊销（吊销信息的时间：{time}）。',
  'seal-maker/revoked': '制章人“{subject}”的证书已于 {time} 吊销，早于印章的制作，印章无效。',
  'seal-maker/revoked-later': '制章人“{subject}”的证书在制作印章之后（{time}）被吊销；时间戳证明印章在先，仍然有效。',
  'seal-maker/revoked-unproven':
    '制章人“{subject}”的证书已于 {time} 吊销，又没有时间戳证明印章制作在先，因此无法确认。请向制章单位核实。',
  'seal-maker/revocation-not-checked': '未检查制章人的证书是否吊销：没有允许联网，文件中和本机上也没有吊销信息。',
  'seal-maker/revocation-no-answer': '查询吊销的服务没有给出制章人“{subject}”的答复，请稍后重试。',
  'seal-maker/revocation-untrusted': '制章人的证书不受信任，没有检查是否吊销。',
  'seal-maker/revocation-issuer-absent': '本机没有制章人证书的上级证书，没有检查是否吊销。',
  'seal/critical-extension': '印章带有无法识别的关键扩展（{extension}）。制章人要求读懂它才能使用印章，因此无法确认。',
  'ses/critical-extension': '签章带有无法识别的关键扩展（{extension}）。签章人要求读懂它才能采信签章，因此无法确认。',
  'ses/version-differs': '签章的版本（{version}）与其中印章的版本（{sealVersion}）不同，标准要求一致，因此无法确认。',
  'ses/property-other-range': '签章自己写明的保护范围不是它在文件中所覆盖的范围，因此无法确认。',
  'ses/property-other-file':
    '签章自己写明保护的是“{named}”，而不是本文件（{name}），因此无法确认。如果只是改过文件名，请与签章人核对。',
  'seal/made-after-use': '印章写明制作于 {createdAt}，晚于它被使用的时间；两个时间至少有一个不真实，因此无法确认。',
  'seal/maker-weak-digest':
    '制章人用已不安全的摘要（{algorithm}）签署了印章，请他制作过别的印章的人可能伪造出这一枚，因此无法确认。请要求重新制作印章。',
  'seal/list-weak-digest':
    '印章只用已不安全的摘要（{algorithm}）写明谁可以使用它，可能被他人的证书冒充，因此无法确认。',
  'seal-name/same': '印章上的名称与证书相同。',
  'seal-name/differs': '印章上的名称与证书不同：印章写的是“{name}”，证书属于“{owner}”。请向印章上所写的单位核实。',
  'seal-name/told-by-signer':
    '签章自己写明：印章上的名称与证书不同，印章写的是“{name}”，证书属于“{owner}”。请向印章上所写的单位核实。',
  'seal-name/told-with-reason':
    '签章自己写明：印章上的名称与证书不同，印章写的是“{name}”，证书属于“{owner}”；制章时写的理由：“{why}”。请向印章上所写的单位核实。',
  'seal-picture/same': '页面上画出的印章与印章登记的图样相同。',
  'seal-picture/differs': '页面上画出的印章与印章登记的图样不同。请以登记的图样为准，向盖章单位核实。',
  'seal-picture/not-shown': '页面上没有画出印章，没有可比较的。',
  'seal-picture/not-compared': '页面上画出的印章无法在此与登记的图样比较，请对照登记的图样查看。',
  'seal-picture/readable': '印章登记的图样可以显示。',
  'seal-picture/unreadable': '印章登记的图样不是可以显示的图片，无法核对页面上画出的印章。',
  'seal-picture/kind-not-drawn': '印章登记的图样是 {type} 格式，无法在此显示，因此没有与页面上画出的印章核对。',
  'seal-picture/other-kind':
    '印章登记的图样写明是 {type} 格式，实际是 {actual}，不同的软件可能显示不同，因此无法确认。',
} as const;
